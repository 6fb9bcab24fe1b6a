# For scripts to source: starts the command line's JVM. Needs $java, $class_path and $caches.

# Lets the JVM start sooner. A JVM of another version, or one that finds it damaged, ignores it.
start_cache=$caches/start.aot
# The same for the workers.
worker_archive=$caches/workers.jsa
main_class=org.sempool.cli.Main

# Replaces this script by the command: main CACHE-FLAG ARGUMENT...
main() {
    cache_flag=$1
    shift
    out_terminal=false
    if [ -t 1 ]; then
        out_terminal=true
    fi
    terminal=false
    if [ -t 2 ]; then
        terminal=true
    fi

    # Standard output is for results, so the command gets it under another, free number. What the JVM,
    # its agents and the user's code print to number 1 goes to standard error.
    out=1
    for free in 3 4 5 6 7 8 9; do
        if ! [ -e "/proc/self/fd/$free" ]; then
            out=$free
            eval "exec $out>&1 1>&2"
            break
        fi
    done

    # The optimizing compiler would take processor time from the commands.
    compiler=
    if [ "${1:-}" = exec ]; then
        compiler=-XX:TieredStopAtLevel=1
    fi

    # The transport Chronicle Queue accesses internals of the JDK, which needs permission.
    # shellcheck disable=SC2086 # JAVA_OPTS is a list
    exec "$java" -Xlog:disable -Xlog:all=warning,aot*=off,cds*=off:stderr \
        --enable-native-access=ALL-UNNAMED \
        --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED \
        --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -XX:+DisplayVMOutputToStderr -XX:-UsePerfData -XX:+VerifySharedSpaces "$cache_flag" $compiler ${JAVA_OPTS:-} \
        -Dsempool.worker.archive="$worker_archive" \
        -Dsempool.stdout.descriptor=$out -Dsempool.stdout.terminal=$out_terminal -Dsempool.stderr.terminal=$terminal \
        -classpath "$class_path" \
        "$main_class" "$@"
}
