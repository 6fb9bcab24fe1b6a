# For scripts to read in: finds a JDK, and builds the project if its sources are newer. Takes $root,
# the project's directory; leaves $java, a Java new enough, and $target, where the jars are.

release=25
target=$root/pool-cli/target

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
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
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

is_built() {
    [ -f "$target/built" ] && [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main \
        -newer "$target/built" -type f -print | head -n 1)" ]
}

build() {
    if ! command -v mvn >/dev/null; then
        say "has to be built first, which needs Maven 3.8.7 or newer: install Maven."
        exit 3
    fi
    say "building (the first time, or the sources are newer); this takes a minute ..."
    if ! mvn --quiet --batch-mode -Dstyle.color=never --file "$root/pom.xml" package \
        -DskipTests -Dformat.skip -Denforcer.skip -Dmaven.javadoc.skip >&2; then
        say "the build failed, see above."
        exit 3
    fi
}

java=$(find_java)
if ! is_built; then
    mkdir -p "$target"
    # Two at once build once: the second waits, and finds all built.
    exec 9>"$target/build.lock"
    if command -v flock >/dev/null; then
        flock 9
    fi
    is_built || build
    exec 9>&-
fi
