package org.sempool.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How often the kernel has killed a process because memory ran out, on the whole machine. */
public final class OutOfMemoryKills {
    private static final Path COUNTERS = Path.of("/proc/vmstat");
    private static final String COUNTER = "oom_kill ";

    private OutOfMemoryKills() {}

    /**
     * The current count. If it rises while a process dies of SIGKILL, that is a strong hint.
     *
     * @return the count, or 0 where it is not known
     */
    public static long soFar() {
        try {
            for (String line : Files.readAllLines(COUNTERS)) {
                if (line.startsWith(COUNTER)) {
                    return Long.parseLong(line.substring(COUNTER.length()).strip());
                }
            }
        } catch (IOException notThere) {
            return 0;
        }
        return 0;
    }
}
