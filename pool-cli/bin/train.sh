#!/bin/sh
# Run by the build: starts a worker and the command a few times, and makes the JVM record what it loads, so
# that later starts take less time. The recording is optional. With an argument: for the command that
# this setup.sh belongs to.
set -eu

scripts=$(cd "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
    bin=$(cd "$(dirname "$1")" && pwd)
    . "$1"
else
    root=${scripts%/*/*}
    . "$scripts/tools.sh"
fi
. "$scripts/main.sh"
unset JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_AOT_VM_OPTIONS CLASSPATH

# Moved into place when they are complete: a user may be starting the command just now.
making=$caches/start-$$.aot
# Of the workers that run commands; the archive's own rehearsal is one of the library.
classes=$caches/workers-$$.classes
trap 'rm -f "$making" "$making.config" "$classes"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

rm -f "$start_cache"
main_class=org.sempool.cli.TrainingMain
if (main "-XX:AOTCacheOutput=$making" submit factor --workers 1 --quiet --args 97 \
    --next exec --workers 1 --quiet "--jvm-flag=-XX:DumpLoadedClassList=$classes" 'echo {}' ::: 97 \
    --next exec --workers 1 --quiet 'echo {} | cat' ::: 97) >"$caches/train.log" 2>&1 && [ -f "$making" ]; then
    mv "$making" "$start_cache"
else
    say "cannot create the start-up cache, see $caches/train.log; the command starts more slowly without it"
fi

[ -f "$classes" ] || : >"$classes"
if ! "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR \
    -classpath "$class_path" \
    org.sempool.archive.ArchiveMain "$worker_archive" "$classes" >>"$caches/train.log" 2>&1; then
    say "cannot create the archive for workers, see $caches/train.log; they start more slowly without it"
fi
