package org.sempool.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process has at the moment. */
public final class ResidentMemory {
    private static final String FIELD = "VmRSS:";
    private static final String UNIT = "kB";
    private static final int UNIT_BYTES = 1024;

    private ResidentMemory() {}

    /**
     * The resident set of a process.
     *
     * @param pid the process id
     * @return its size in bytes, or empty if there is no such process or no {@code /proc}
     */
    public static OptionalLong ofProcess(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(FIELD)) {
                    String number = line.substring(FIELD.length()).replace(UNIT, "").strip();
                    return OptionalLong.of(Long.parseLong(number) * UNIT_BYTES);
                }
            }
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }
}
