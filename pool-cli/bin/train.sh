#!/bin/sh
# Run by the build: starts a worker and the command once, and makes the JVM record what it loads, so
# that later starts take less time. The recording is optional.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
target=$root/pool-cli/target
. "$root/pool-cli/bin/tools.sh"
. "$root/pool-cli/bin/main.sh"
forget_jvm_options

if ! "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR \
    -classpath "$target/pool-cli.jar:$target/lib/*" \
    org.sempool.archive.ArchiveMain "$worker_archive" >"$target/train.log" 2>&1; then
    say "cannot create the archive for workers, see $target/train.log; they start more slowly without it"
fi

# Moved into place when it is complete: a user may be starting the command just now.
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
    say "cannot create the start-up cache, see $target/train.log; the command starts more slowly without it"
fi
