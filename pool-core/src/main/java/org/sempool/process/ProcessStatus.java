package org.sempool.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Some fields of a process's {@code /proc/PID/stat}.
 *
 * @param state a letter
 * @param startTicks when it was started, in clock ticks since the machine was
 * @param memoryBytes its address space; 0 if it has ended, or is a kernel thread
 */
public record ProcessStatus(char state, long startTicks, long memoryBytes) {
    private static final int MAX_BYTES = 4096;

    /** Suspended by a signal, such as SIGSTOP or a terminal's Ctrl-Z. */
    private static final char SUSPENDED = 'T';

    /**
     * An index into the fields after the name, which is in parentheses and may contain anything.
     */
    private static final int START_TIME = 19;

    private static final int MEMORY = 20;

    /**
     * Reads the status of a process.
     *
     * @param pid its id
     * @return its status, or null if there is no such process or no {@code /proc}
     */
    public static @Nullable ProcessStatus of(long pid) {
        // Not a channel: an interrupt would close it.
        try (InputStream file = new FileInputStream("/proc/" + pid + "/stat")) {
            byte[] text = file.readNBytes(MAX_BYTES);
            return parse(new String(text, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return null;
        }
    }

    /** Whether a signal has suspended it. */
    public boolean isSuspended() {
        return state == SUSPENDED;
    }

    private static @Nullable ProcessStatus parse(String text) {
        String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", MEMORY + 2);
        return fields.length > MEMORY
                ? new ProcessStatus(
                        fields[0].charAt(0),
                        Long.parseLong(fields[START_TIME]),
                        Long.parseUnsignedLong(fields[MEMORY]))
                : null;
    }
}
