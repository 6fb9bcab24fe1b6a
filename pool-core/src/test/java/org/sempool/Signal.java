package org.sempool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Sends signals that the JDK cannot send, and waits for their effects. */
public final class Signal {
    private Signal() {}

    public static void send(String name, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("kill does not end");
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Suspends a process, and waits until it is suspended. */
    public static void stop(long pid) {
        send("STOP", pid);
        Awaitility.await("suspended")
                .pollInterval(Duration.ofMillis(2))
                .until(() -> state(pid) == 'T');
    }

    public static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Waits until all have ended. */
    public static void awaitEnds(Collection<ProcessHandle> processes) {
        Awaitility.await("processes have ended")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> processes.stream().allMatch(Signal::hasEnded));
    }

    /**
     * Whether a process has ended, even if its new parent has not yet read its exit code. Its first
     * thread may be a zombie before the others have released their files and locks.
     */
    private static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive() || (state(process.pid()) == 'Z' && threads(process.pid()) <= 1);
    }

    private static int threads(long pid) {
        String[] names = new File("/proc/" + pid + "/task").list();
        return names == null ? 0 : names.length;
    }

    /** The state letter of a process, or X if it is gone. */
    public static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return 'X';
        }
    }
}
