package org.sempool.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The system's programs with which processes are started, as far as they are installed. */
public final class Programs {
    /** The shell, if {@link #hasShell}. */
    public static final String SHELL = "/bin/sh";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final Path GROUP_OF_SESSION = Path.of("/proc/self/autogroup");

    private Programs() {}

    /** Whether there is a shell. */
    public static boolean hasShell() {
        return Files.isExecutable(Path.of(SHELL));
    }

    /**
     * What to put before a command to give it a session of its own. A terminal sends Ctrl-C to all
     * processes in the foreground, which then does not reach this one.
     *
     * @return empty if that is not possible; then Ctrl-C kills it like any process
     */
    public static List<String> ownSession() {
        return Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
    }

    /**
     * What to put before a command to give it, and all that it starts, a lower priority. A kernel
     * that groups processes by session compares only those of one session with one another by their
     * priority, and the sessions by that of their group; so it sets both.
     *
     * @return empty if that is not possible
     */
    public static List<String> lowerPriority(int niceness) {
        if (!Files.isExecutable(NICE)) {
            return List.of();
        }
        List<String> nice = List.of(NICE.toString(), "-n", "" + niceness);
        if (!hasShell() || ownSession().isEmpty() || !Files.exists(GROUP_OF_SESSION)) {
            return nice;
        }
        String script = "{ echo " + niceness + " >" + GROUP_OF_SESSION + "; } 2>/dev/null\n";
        return List.of(SHELL, "-c", script + "exec " + String.join(" ", nice) + " \"$@\"", SHELL);
    }
}
