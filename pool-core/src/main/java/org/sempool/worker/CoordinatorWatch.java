package org.sempool.worker;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessStatus;
import org.sempool.wire.WorkerArguments;
import org.sempool.wire.WorkerExit;
import org.sempool.wire.WorkerOrder;

/**
 * Obeys the coordinator's orders, and ends the worker when the coordinator is gone.
 *
 * <p>The lifeline is a pipe whose other end only the coordinator holds, and which the kernel closes
 * however the coordinator ends. Then the worker kills itself and all processes that it started,
 * without shutdown hooks: one that hangs would keep it alive for ever. A worker that is suspended
 * at that time cannot notice; the coordinator's {@link org.sempool.process.FamilyGuard} kills it.
 *
 * <p>After {@link WorkerOrder.Farewell} the worker stops reading the pipe and polls its parent's
 * process id instead. (A JVM that ends waits up to 300 ms for a thread to return from a system call
 * such as the read of the pipe.)
 *
 * <p>It also polls whether the coordinator is suspended, by SIGSTOP or by a terminal, which is not
 * reported.
 */
final class CoordinatorWatch {
    private static final Path LIFELINE = Path.of("/proc/self/fd/" + WorkerArguments.LIFELINE);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SUSPENSION_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** A worker without jobs has nothing to hold back. */
    private static final long IDLE_POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long coordinator = parent();
    private volatile @Nullable WorkerLoop<?, ?> loop;
    private volatile boolean suspended;

    private CoordinatorWatch() {}

    /** Listens on a thread of its own. */
    static CoordinatorWatch start() {
        InputStream lifeline = lifeline();
        CoordinatorWatch watch = new CoordinatorWatch();
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("sempool-coordinator-watch")
                        .start(() -> watch.listen(lifeline));
        return watch;
    }

    /**
     * Passes orders on to this loop from now on, and polls whether the coordinator is suspended.
     */
    void serve(WorkerLoop<?, ?> newLoop) {
        loop = newLoop;
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("sempool-suspension-watch")
                        .start(() -> pollForSuspension(newLoop));
    }

    /** Whether the coordinator was suspended at the last poll. */
    boolean isSuspended() {
        return suspended;
    }

    private void pollForSuspension(WorkerLoop<?, ?> polled) {
        RunningJob last = RunningJob.NONE;
        while (true) {
            ProcessStatus status = ProcessStatus.of(coordinator);
            suspended = status != null && status.isSuspended();
            // No bound: the thread ends with the worker.
            RunningJob job = polled.latestJob();
            boolean isIdle = job == last && job.hasEnded() && !suspended;
            last = job;
            LockSupport.parkNanos(isIdle ? IDLE_POLL_NANOS : SUSPENSION_POLL_NANOS);
        }
    }

    /**
     * Opens the lifeline. A handler finds its standard input empty, and cannot read the lifeline.
     */
    private static InputStream lifeline() {
        InputStream standardInput = System.in;
        System.setIn(InputStream.nullInputStream());
        try {
            return Files.readSymbolicLink(LIFELINE).toString().startsWith("pipe:")
                    ? new FileInputStream(LIFELINE.toFile())
                    : standardInput;
        } catch (IOException | UnsupportedOperationException notMoved) {
            return standardInput;
        }
    }

    private void listen(InputStream lifeline) {
        try {
            WorkerOrder order = WorkerOrder.read(lifeline);
            while (order != null && parent() == coordinator) {
                if (order instanceof WorkerOrder.Farewell) {
                    awaitEndOfParent();
                    return;
                }
                obey(order);
                order = WorkerOrder.read(lifeline);
            }
        } catch (IOException e) {
            System.err.println("the coordinator's orders cannot be read any more: " + e);
        } finally {
            ProcessFamily.killOwn(WorkerExit.COORDINATOR_GONE);
        }
    }

    private void obey(WorkerOrder order) {
        WorkerLoop<?, ?> current = loop;
        if (current == null) {
            return;
        }
        switch (order) {
            case WorkerOrder.Begin _ -> current.begin();
            case WorkerOrder.CancelJob job -> current.cancel(job.jobId(), job.attempt());
            case WorkerOrder.MakeLast last -> current.makeLast(last.jobId(), last.attempt());
            case WorkerOrder.Retire _ -> current.retire();
            case WorkerOrder.Farewell _ -> throw new IllegalStateException("handled in listen()");
        }
    }

    private void awaitEndOfParent() {
        while (parent() == coordinator) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** An orphan gets another parent. */
    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L);
    }
}
