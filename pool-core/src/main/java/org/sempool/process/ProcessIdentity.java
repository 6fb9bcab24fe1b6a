package org.sempool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a process from all others that have, had or will have its process id. */
public final class ProcessIdentity {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path STATUS = Path.of("/proc/self/stat");

    /** Of the fields behind the name, which is in parentheses and may hold anything. */
    private static final int START_TIME = 19;

    private ProcessIdentity() {}

    /**
     * This process: which boot of the machine, and how many clock ticks after it.
     *
     * @return the same as long as the process lives; nothing where there is no {@code /proc}
     * @throws IOException if it cannot be read
     */
    public static byte[] own() throws IOException {
        if (!Files.exists(STATUS)) {
            return new byte[0];
        }
        String status = Files.readString(STATUS, StandardCharsets.ISO_8859_1);
        String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
        String boot = Files.exists(BOOT) ? Files.readString(BOOT).strip() : "";
        return (boot + " " + fields[START_TIME]).getBytes(StandardCharsets.UTF_8);
    }
}
