package org.sempool.process;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment variables that a JVM reads at its start, whatever starts it. They were set for
 * some JVM of the user's; a child that is started with flags of its own would get them, too: a
 * second collector, a debugger's port that is taken, an agent in each of them.
 */
public final class JvmVariables {
    /** Hold flags, as a command line does. The last two are those of OpenJ9. */
    private static final List<String> FLAGS =
            List.of(
                    "JDK_JAVA_OPTIONS",
                    "JAVA_TOOL_OPTIONS",
                    "_JAVA_OPTIONS",
                    "JDK_AOT_VM_OPTIONS",
                    "OPENJ9_JAVA_OPTIONS",
                    "IBM_JAVA_OPTIONS");

    private static final Set<String> OTHERS = Set.of("CLASSPATH", "JDK_ALTERNATE_VM");

    /** What the launcher, HotSpot and the debugger's agent keep for themselves. */
    private static final String INTERNAL = "_JAVA_";

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern QUOTE = Pattern.compile("[\"']");

    private JvmVariables() {}

    /** Takes them out of the environment that a process is to be started with. */
    public static void removeFrom(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(
                        name ->
                                FLAGS.contains(name)
                                        || OTHERS.contains(name)
                                        || name.startsWith(INTERNAL));
    }

    /** The flags that these variables give a JVM. One that has a space in it comes in pieces. */
    public static List<String> flags(Map<String, String> environment) {
        return FLAGS.stream()
                .flatMap(name -> Stream.ofNullable(environment.get(name)))
                .flatMap(WHITE_SPACE::splitAsStream)
                .map(flag -> QUOTE.matcher(flag).replaceAll(""))
                .filter(flag -> !flag.isEmpty())
                .toList();
    }
}
