package org.sempool.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The processor time of all processes that this one has started: what the kernel has noted of those
 * that have ended, and what those that live have used so far, with what they have started. Missing
 * is only what has left the family, as a daemon does.
 */
final class ProcessorTime {
    private static final int MAX_BYTES = 4096;

    /**
     * The kernel's clock ticks, as Linux shows them to programs on all machines that have a JVM.
     */
    private static final long MILLIS_PER_TICK = 10;

    /**
     * An index into the fields of {@code /proc/PID/stat} after the name: in user mode, in the
     * kernel, and both of children that have ended and were waited for, with theirs.
     */
    private static final int USER = 11;

    private static final int CHILDREN = 13;
    private static final int END = 15;

    private ProcessorTime() {}

    static Duration ofDescendants() {
        ProcessHandle self = ProcessHandle.current();
        long ticks = ticks(self.pid(), CHILDREN);
        for (ProcessHandle each : self.descendants().toList()) {
            ticks += ticks(each.pid(), USER);
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    private static long ticks(long pid, int from) {
        String text;
        try (InputStream file = new FileInputStream("/proc/" + pid + "/stat")) {
            text = new String(file.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return 0;
        }
        String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", END + 1);
        long ticks = 0;
        for (int i = from; i < Math.min(END, fields.length); i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }
}
