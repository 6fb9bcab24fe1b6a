package org.sempool.process;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment variables that a JVM reads when it starts. The user set them for another JVM; a
 * child that has its own flags would get these, too: a second collector, a debugger port that is in
 * use, an agent in every worker.
 */
public final class JvmVariables {
    /** Variables with flags, written as on a command line. The last two are OpenJ9's. */
    private static final List<String> FLAGS =
            List.of(
                    "JDK_JAVA_OPTIONS",
                    "JAVA_TOOL_OPTIONS",
                    "_JAVA_OPTIONS",
                    "JDK_AOT_VM_OPTIONS",
                    "OPENJ9_JAVA_OPTIONS",
                    "IBM_JAVA_OPTIONS");

    private static final Set<String> OTHERS = Set.of("CLASSPATH", "JDK_ALTERNATE_VM");

    /** The prefix of variables that the launcher, HotSpot and the debugger's agent reserve. */
    private static final String INTERNAL = "_JAVA_";

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern QUOTE = Pattern.compile("[\"']");

    private JvmVariables() {}

    /** Removes them from the environment of a process that is to be started. */
    public static void removeFrom(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(
                        name ->
                                FLAGS.contains(name)
                                        || OTHERS.contains(name)
                                        || name.startsWith(INTERNAL));
    }

    /** The flags that these variables give a JVM. A flag with a space in it is split there. */
    public static List<String> flags(Map<String, String> environment) {
        return FLAGS.stream()
                .flatMap(name -> Stream.ofNullable(environment.get(name)))
                .flatMap(WHITE_SPACE::splitAsStream)
                .map(flag -> QUOTE.matcher(flag).replaceAll(""))
                .filter(flag -> !flag.isEmpty())
                .toList();
    }
}
