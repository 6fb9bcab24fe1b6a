package org.sempool.coordinator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one stream that are under way, as the rest of the pool sees them. It has no reference
 * to the stream: if the stream is garbage-collected while its jobs run, they are dropped.
 *
 * @param <R> the type of the results
 */
abstract class StreamJobs<R> {
    private static final int NEVER = -1;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    private volatile int enough = NEVER;
    private volatile boolean readToTheEnd;

    /** A job whose future is known only to its stream. */
    static final class Job<R> extends JobFuture<R> {
        private static final VarHandle COUNTED = counted();

        private final StreamJobs<R> stream;

        @SuppressWarnings("UnusedVariable") // through COUNTED
        private volatile boolean counted;

        Job(Hooks<R> hooks, StreamJobs<R> stream) {
            super(hooks);
            this.stream = stream;
        }

        StreamJobs<R> stream() {
            return stream;
        }

        @Override
        void ended() {
            if (COUNTED.compareAndSet(this, false, true)) {
                stream.ended(this);
            }
        }

        private static VarHandle counted() {
            try {
                return MethodHandles.lookup().findVarHandle(Job.class, "counted", boolean.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }
    }

    /** A job has ended; returns whether the reader waits for it. */
    abstract boolean noteEnd(Job<R> job);

    int underWay() {
        return underWay.get();
    }

    void submitting() {
        underWay.incrementAndGet();
    }

    void notSubmitted() {
        underWay.decrementAndGet();
    }

    /** Whether a thread is reading all results, to the end of the stream. */
    boolean isReadToTheEnd() {
        return readToTheEnd;
    }

    void readToTheEnd(boolean now) {
        readToTheEnd = now;
    }

    private void ended(Job<R> job) {
        // First the change, then the check for a reader, which does it in the opposite order.
        boolean awaited = noteEnd(job);
        int left = underWay.decrementAndGet();
        Thread reader = waiting.get();
        if (reader != null && (awaited || left <= enough) && waiting.compareAndSet(reader, null)) {
            LockSupport.unpark(reader);
        }
    }

    /**
     * Registers the calling thread before it parks. It has to check once more for what it waits
     * for. It is unparked when an {@linkplain #noteEnd awaited} job ends, or when no more than
     * {@code fewUnderWay} are under way.
     */
    void registerReader(int fewUnderWay) {
        enough = fewUnderWay;
        waiting.set(Thread.currentThread());
    }

    void unregisterReader() {
        waiting.set(null);
    }
}
