package org.sempool.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The system's programs with which processes are started, as far as they are installed. */
public final class Programs {
    /** The shell, if {@link #hasShell}. */
    public static final String SHELL = "/bin/sh";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

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
}
