# For scripts to read in: the command line's JVM. Takes $root, $java and $target.

# What the JVM needs to start sooner. One that it was not made for, or that finds it damaged, does without.
start_cache=$target/start.aot
# The same for its workers.
worker_archive=$target/workers.jsa

# Becomes the command: main CACHE-FLAG ARGUMENT...
main() {
    cache_flag=$1
    shift
    out_terminal=false
    if [ -t 1 ]; then
        out_terminal=true
    fi
    terminal=false
    columns=80
    if [ -t 2 ]; then
        terminal=true
        if command -v tput >/dev/null; then
            columns=$(tput cols || echo 80)
        fi
    fi

    # Standard output is for results, so the command has it by another number, one that is free. What
    # the JVM, its agents and the user's code print to theirs goes to standard error.
    out=1
    for free in 3 4 5 6 7 8 9; do
        if ! [ -e "/proc/self/fd/$free" ]; then
            out=$free
            eval "exec $out>&1 1>&2"
            break
        fi
    done

    # Chronicle Queue, the transport, looks into the JDK, and needs to be let in.
    # shellcheck disable=SC2086 # JAVA_OPTS is a list
    exec "$java" -Xlog:disable -Xlog:all=warning,aot*=off,cds*=off:stderr \
        --enable-native-access=ALL-UNNAMED \
        --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED \
        --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -XX:+DisplayVMOutputToStderr -XX:-UsePerfData -XX:+VerifySharedSpaces "$cache_flag" ${JAVA_OPTS:-} \
        -Dsempool.worker.archive="$worker_archive" \
        -Dsempool.stdout.descriptor=$out -Dsempool.stdout.terminal=$out_terminal -Dsempool.stderr.terminal=$terminal -Dsempool.stderr.columns="$columns" \
        -classpath "$target/pool-cli.jar:$target/lib/*:$root/examples/target/examples.jar" \
        org.sempool.cli.Main "$@"
}
