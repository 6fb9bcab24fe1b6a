# For scripts to source: where an installed command has its parts. Needs $bin, the scripts' directory.
# Sets $java, $class_path, and $caches, the directory of what lets the JVMs start sooner.

. "$bin/system.sh"
require_system
home=${bin%/*}
java=$home/runtime/bin/java
caches=$home/lib
# In this order, with which the caches were made.
class_path=
while read -r jar; do
    class_path=$class_path:$home/lib/$jar
done <"$home/lib/class-path"
class_path=${class_path#:}
