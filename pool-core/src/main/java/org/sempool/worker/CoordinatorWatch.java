package org.sempool.worker;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the worker when its coordinator is gone: at the end of standard input, a pipe whose other
 * end only the coordinator holds, and which the kernel closes however the coordinator ends.
 *
 * <p>It halts: no shutdown hook runs, since one that hangs would keep the worker for ever.
 *
 * <p>A byte in the pipe is the coordinator's farewell: the worker is about to end by itself. From
 * then on its parent's process id is looked at instead, now and then. (A JVM that ends waits up to
 * 300 ms for a thread to come back from a system call such as the read of the pipe.)
 */
final class CoordinatorWatch {
    private static final int COORDINATOR_GONE = 71;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private CoordinatorWatch() {}

    static void start(InputStream lifeline) {
        long coordinator = parent();
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("sempool-coordinator-watch")
                        .start(() -> watch(lifeline, coordinator));
    }

    private static void watch(InputStream lifeline, long coordinator) {
        try {
            boolean farewell = lifeline.read() >= 0;
            while (farewell && parent() == coordinator) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (IOException e) {
            System.err.println("the coordinator cannot be watched any more: " + e);
        } finally {
            Runtime.getRuntime().halt(COORDINATOR_GONE);
        }
    }

    /** An orphan gets another parent. */
    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L);
    }
}
