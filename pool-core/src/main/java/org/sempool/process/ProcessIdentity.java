package org.sempool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Distinguishes a process from all others that ever have the same process id. */
public final class ProcessIdentity {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private ProcessIdentity() {}

    /**
     * Identifies this process by the machine's boot, and by the clock ticks from that to its start.
     *
     * @return the same as long as the process lives; empty without {@code /proc}
     * @throws IOException if it cannot be read
     */
    public static byte[] own() throws IOException {
        return of(ProcessHandle.current().pid());
    }

    /**
     * Identifies the process that has this id now.
     *
     * @param pid its id
     * @return what {@link #own} returns in that process; empty if there is none
     * @throws IOException if it cannot be read
     */
    public static byte[] of(long pid) throws IOException {
        ProcessStatus status = ProcessStatus.of(pid);
        if (status == null) {
            return new byte[0];
        }
        String boot = Files.exists(BOOT) ? Files.readString(BOOT).strip() : "";
        return (boot + " " + status.startTicks()).getBytes(StandardCharsets.UTF_8);
    }
}
