package org.sempool;

import java.util.List;
import java.util.Set;

/** What may be said to the {@code java} command of a worker. */
final class WorkerFlags {
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");

    /** With these, java runs another program, or none. */
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

    private WorkerFlags() {}

    /**
     * Refuses what is no flag, and flags with which there would be no worker.
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

    /** As in {@code --add-opens java.base/java.lang=ALL-UNNAMED}. */
    private static boolean takesValue(String flag) {
        return flag.equals("-p") || (flag.startsWith("--") && !flag.contains("="));
    }

    private static IllegalArgumentException refuse(String flag, String why) {
        return new IllegalArgumentException("jvmFlags=" + flag + " cannot be used: " + why);
    }
}
