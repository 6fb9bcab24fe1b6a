# For scripts to source: checks what they need of the machine. Needs $root, the project's directory. Sets
# $java, a recent enough Java; $target, the directory of the jars; and $class_path and $caches of the command.

release=25

. "$root/pool-cli/bin/system.sh"

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

require_system
java=$(find_java)
target=$root/pool-cli/target
caches=$target
class_path=$target/pool-cli.jar:$target/lib/*:$root/examples/target/examples.jar
