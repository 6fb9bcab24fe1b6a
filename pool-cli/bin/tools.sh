# For scripts to read in: what they need of the machine. Leaves $java, a Java new enough.

release=25

say() {
    echo "$(basename "$0"): $*" >&2
}

# The major version of the JDK in a directory, from the file that every JDK carries.
version_of() {
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}

find_java() {
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
        on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    fi
    for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -x "$home/bin/java" ]; then
            version=$(version_of "$home")
            if [ -n "$version" ] && [ "$version" -ge "$release" ]; then
                echo "$home/bin/java"
                return
            fi
        fi
    done
    say "needs a JDK $release or newer, and found none in JAVA_HOME=${JAVA_HOME:-(unset)}, on PATH,"
    say "or below /usr/lib/jvm. Install one, or set JAVA_HOME to where it is."
    exit 3
}

require_maven() {
    if ! command -v mvn >/dev/null; then
        say "has to build something, which needs Maven 3.8.7 or newer: install Maven."
        exit 3
    fi
}

# What the environment says to the user's JVM is not for one that the project starts beside it.
forget_jvm_options() {
    unset JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_AOT_VM_OPTIONS CLASSPATH
}

# What the JVM itself fails without, and does not name.
require_system() {
    if ! [ -d /proc/self ]; then
        say "needs /proc, which Java does not start without: mount it (mount -t proc proc /proc)."
        exit 3
    fi
    files=$(ulimit -Hn)
    if [ "$files" != unlimited ] && [ "$files" -lt 64 ]; then
        say "needs 64 open files or more, and may have $files: raise that limit (ulimit -n)."
        exit 3
    fi
}

require_system
java=$(find_java)
