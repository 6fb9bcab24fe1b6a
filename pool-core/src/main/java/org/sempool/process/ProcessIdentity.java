package org.sempool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells a process from all others that have, had or will have its process id. */
public final class ProcessIdentity {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROC = Path.of("/proc");

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
        return of(ProcessHandle.current().pid());
    }

    /**
     * The process that has this id now.
     *
     * @param pid its id
     * @return what {@link #own} returns in that process; nothing if there is none
     * @throws IOException if it cannot be read
     */
    public static byte[] of(long pid) throws IOException {
        String status;
        try {
            status = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException none) {
            return new byte[0];
        }
        String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
        String boot = Files.exists(BOOT) ? Files.readString(BOOT).strip() : "";
        return (boot + " " + fields[START_TIME]).getBytes(StandardCharsets.UTF_8);
    }
}
