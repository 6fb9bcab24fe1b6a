# For scripts to source: builds the project if its sources are newer. Needs $root, the project's
# directory; sets what tools.sh sets.

. "$root/pool-cli/bin/tools.sh"

is_built() {
    [ -f "$target/built" ] && [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main \
        -newer "$target/built" -type f -print | head -n 1)" ]
}

# A build starts several JVMs. They get the properties that the environment sets for JVMs, such as a
# proxy; but they cannot share a debugger's port, and have their own collectors and heaps.
only_properties() {
    set -f
    for variable in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
        eval "value=\${$variable:-}"
        case $value in
            *[\"\']*) ;; # a value with spaces, which must not be split
            *-*)
                kept=
                for flag in $value; do
                    case $flag in
                        -D*) kept="$kept $flag" ;;
                    esac
                done
                export "$variable=$kept"
                ;;
        esac
    done
}

# Runs a command that a signal ends together with this script and the command's descendants: for this
# it leads a group of its own. The wait has no bound; a second signal kills the command.
run_until_signal() {
    trap 'end_running 129' HUP
    trap 'end_running 130' INT
    trap 'end_running 143' TERM
    (
        only_properties
        if command -v setsid >/dev/null; then
            exec setsid "$@"
        fi
        exec "$@"
    ) </dev/null &
    status=0
    wait "$!" || status=$?
    trap - HUP INT TERM
    return "$status"
}

end_running() {
    trap 'signal_running KILL' HUP INT TERM
    signal_running TERM
    while kill -s 0 "${!:-none}" 2>/dev/null; do
        wait "$!" 2>/dev/null || true
    done
    exit "$1"
}

signal_running() {
    kill -s "$1" -- "-${!:-none}" 2>/dev/null || kill -s "$1" "${!:-none}" 2>/dev/null || true
}

build() {
    require_maven
    # Running commands keep using the files that they have open, which Maven would overwrite.
    rm -f "$target"/*.jar "$target"/lib/*.jar "$root"/examples/target/*.jar
    say "building (the first time, or the sources are newer); this takes minutes ..."
    if ! run_until_signal mvn --quiet --batch-mode -Dstyle.color=never --file "$root/pom.xml" package --projects pool-core,examples,pool-cli \
        -Dmaven.test.skip -DskipTests -Dformat.skip -Denforcer.skip -Dmaven.javadoc.skip >&2 9>&-; then
        say "the build failed, see above."
        exit 3
    fi
}

if ! is_built; then
    if ! mkdir -p "$target" || ! [ -w "$target" ]; then
        say "has to build the project (the first time, or the sources are newer), but cannot write to $target."
        exit 3
    fi
    # Of two scripts at once, one builds; the other waits, and finds everything built.
    exec 9>"$target/build.lock"
    if command -v flock >/dev/null; then
        run_until_signal flock 9
    fi
    is_built || build
    exec 9>&-
fi
