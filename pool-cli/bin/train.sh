#!/bin/sh
# Run by the build: starts a worker and the command once, and has the JVM note what that took. Later
# starts take less time. Without it they run all the same.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
target=$root/pool-cli/target
. "$root/pool-cli/bin/tools.sh"
. "$root/pool-cli/bin/main.sh"
forget_jvm_options

if ! "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR \
    -classpath "$target/pool-cli.jar:$target/lib/*" \
    org.sempool.archive.ArchiveMain "$worker_archive" >"$target/train.log" 2>&1; then
    say "no archive for workers could be made, see $target/train.log; they start slower without"
fi

# Moved to its place when it is whole: somebody may be starting the command just now.
making=$target/start-$$.aot
trap 'rm -f "$making" "$making.config"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
rm -f "$start_cache"
if (main "-XX:AOTCacheOutput=$making" submit factor --workers 1 --quiet --args 97) \
    >>"$target/train.log" 2>&1 && [ -f "$making" ]; then
    mv "$making" "$start_cache"
else
    say "no start-up cache could be made, see $target/train.log; the command starts slower without"
fi
