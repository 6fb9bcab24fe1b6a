# For scripts to source: checks what they need of the machine. Sets $java, a recent enough Java.

release=25

say() {
    echo "$(basename "$0"): $*" >&2
}

# The major version of the JDK in a directory, from a file that every JDK contains.
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
    say "or below /usr/lib/jvm. Install one, or set JAVA_HOME to its directory."
    exit 3
}

require_maven() {
    if ! command -v mvn >/dev/null; then
        say "needs Maven 3.8.7 or newer to build the project: install Maven."
        exit 3
    fi
}

# Removes the settings of the user's JVM from the environment of JVMs that the project starts beside it.
forget_jvm_options() {
    unset JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_AOT_VM_OPTIONS CLASSPATH
}

# The JVM itself fails without these, and does not say why.
require_system() {
    if ! [ -d /proc/self ]; then
        say "needs /proc, without which Java does not start: mount it (mount -t proc proc /proc)."
        exit 3
    fi
    files=$(ulimit -Hn)
    if [ "$files" != unlimited ] && [ "$files" -lt 64 ]; then
        say "needs 64 open files or more, but may have only $files: raise the limit (ulimit -n)."
        exit 3
    fi
}

require_system
java=$(find_java)
