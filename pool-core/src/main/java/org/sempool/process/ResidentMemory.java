package org.sempool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;

/** How much memory a process currently has. */
public final class ResidentMemory {
    private static final Set<String> FIELDS = Set.of("RssAnon", "RssFile");
    private static final String UNIT = "kB";
    private static final int UNIT_BYTES = 1024;

    private ResidentMemory() {}

    /**
     * The resident set of a process, without shared-memory segments.
     *
     * @param pid the process id
     * @return its size in bytes, or empty if there is no such process or no {@code /proc}
     */
    public static OptionalLong ofProcess(long pid) {
        try {
            return Files.readAllLines(
                            Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)
                    .stream()
                    .map(line -> line.split(":", 2))
                    .filter(field -> FIELDS.contains(field[0]))
                    .mapToLong(field -> Long.parseLong(field[1].replace(UNIT, "").strip()))
                    .map(number -> number * UNIT_BYTES)
                    .reduce(Long::sum);
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }
}
