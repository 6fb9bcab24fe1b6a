# For scripts to source: how they speak, and what the JVM needs of the system.

say() {
    echo "${0##*/}: $*" >&2
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
