package org.sempool.config;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sempool.process.JvmVariables;

/**
 * Checks the flags that the user gives for the {@code java} command of a worker. The pool's own
 * flags come before them, see {@code WorkerJvmFlags}.
 */
final class GivenFlags {
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");

    /** With these, java runs another program or none. */
    private static final Set<String> NO_WORKER =
            Set.of(
                    "-jar",
                    "-m",
                    "--module",
                    "--source",
                    "-version",
                    "--version",
                    "-?",
                    "-h",
                    "-help",
                    "--help",
                    "-X",
                    "--help-extra",
                    "--dry-run",
                    "--list-modules",
                    "-d",
                    "--describe-module",
                    "--validate-modules",
                    "-Xshare:dump");

    private static final Pattern LARGEST_HEAP =
            Pattern.compile("-Xmx|-XX:(MaxHeapSize|MaxRAMPercentage)=");

    private GivenFlags() {}

    /**
     * Rejects arguments that are no flags, and flags that keep java from running a worker.
     *
     * @throws IllegalArgumentException if there is one
     */
    static void check(List<String> flags) {
        String before = "";
        for (String flag : flags) {
            String name = flag.split("=", 2)[0];
            if (CLASS_PATH.contains(name)) {
                throw refuse(flag, "the pool sets the class path; add to it with classPath(...)");
            }
            if (NO_WORKER.contains(name)) {
                throw refuse(flag, "with it, java does not run a worker; leave it out");
            }
            if (!flag.startsWith("-") && !flag.startsWith("@") && !takesValue(before)) {
                throw refuse(flag, "it is no flag of java; flags begin with '-'");
            }
            before = flag;
        }
    }

    /**
     * Rejects flags that set the largest heap if the setting {@code heap} also does.
     *
     * @param environment that of the workers; its variables may also contain flags
     * @throws IllegalArgumentException if there is one
     */
    static void checkHeap(OptionalLong heap, List<String> flags, Map<String, String> environment) {
        if (heap.isEmpty()) {
            return;
        }
        Stream.concat(JvmVariables.flags(environment).stream(), flags.stream())
                .filter(flag -> LARGEST_HEAP.matcher(flag).lookingAt())
                .findFirst()
                .ifPresent(
                        flag -> {
                            throw new IllegalArgumentException(
                                    "heap="
                                            + heap.getAsLong()
                                            + " and the JVM flag "
                                            + flag
                                            + " both set the largest heap; leave one of them out");
                        });
    }

    /** As in {@code --add-opens java.base/java.lang=ALL-UNNAMED}. */
    private static boolean takesValue(String flag) {
        return flag.equals("-p") || (flag.startsWith("--") && !flag.contains("="));
    }

    private static IllegalArgumentException refuse(String flag, String why) {
        return new IllegalArgumentException("jvmFlags=" + flag + " cannot be used: " + why);
    }
}
