package org.sempool.coordinator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs work that must be able to clean up after itself on a thread of its own, while the caller
 * waits.
 *
 * <p>The caller's stack may be nearly used up. Work that overflows it would overflow it again while
 * cleaning up, and would leave things behind.
 */
final class OwnThread {
    /**
     * More than the caller needs to start the thread and to wait for it, and then to close the pool
     * on the same stack.
     */
    private static final int FRAMES = 1000;

    private OwnThread() {}

    /**
     * Returns what the work returns, and throws what it throws. An interrupt of the caller
     * interrupts the work and stays set; the caller still waits for the work to end.
     */
    static <T> T call(String name, Supplier<T> work) {
        var _ = descend(FRAMES);
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(task);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } catch (ExecutionException e) {
            throw rethrow(Objects.requireNonNull(e.getCause()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Overflows the stack now if it would overflow later. */
    private static int descend(int frames) {
        return frames == 0 ? 0 : 1 + descend(frames - 1);
    }

    /** Adds this thread's stack trace, which shows the caller. */
    private static RuntimeException rethrow(Throwable thrown) {
        List<StackTraceElement> trace = new ArrayList<>(Arrays.asList(thrown.getStackTrace()));
        trace.addAll(Arrays.asList(new Throwable().getStackTrace()));
        thrown.setStackTrace(trace.toArray(new StackTraceElement[0]));
        if (thrown instanceof Error error) {
            throw error;
        }
        // A Supplier throws nothing checked.
        return (RuntimeException) thrown;
    }
}
