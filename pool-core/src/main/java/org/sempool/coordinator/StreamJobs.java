package org.sempool.coordinator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one stream that are under way, as the rest of the pool sees them. It does not know
 * the stream: that can be forgotten while its jobs run, and then they are dropped.
 *
 * @param <R> the type of the results
 */
abstract class StreamJobs<R> {
    private static final int NEVER = -1;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    private volatile int enough = NEVER;
    private volatile boolean readToTheEnd;

    /** A job whose future only its stream has. */
    static final class Job<R> extends JobFuture<R> {
        private final StreamJobs<R> stream;

        Job(Owner<R> owner, StreamJobs<R> stream) {
            super(owner);
            this.stream = stream;
        }

        StreamJobs<R> stream() {
            return stream;
        }

        @Override
        void ended() {
            stream.ended(this);
        }
    }

    /** A job has ended; returns whether that is what the reader waits for. */
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

    /** Whether a thread is at it that reads all results, however many there are. */
    boolean isReadToTheEnd() {
        return readToTheEnd;
    }

    void readToTheEnd(boolean now) {
        readToTheEnd = now;
    }

    private void ended(Job<R> job) {
        // First the change, then the look for the reader, who does it in the other order.
        boolean awaited = noteEnd(job);
        int left = underWay.decrementAndGet();
        Thread reader = waiting.get();
        if (reader != null && (awaited || left <= enough) && waiting.compareAndSet(reader, null)) {
            LockSupport.unpark(reader);
        }
    }

    /**
     * The calling thread is going to park. It has to look once more for what it waits for, and is
     * unparked when a job ends that is {@linkplain #noteEnd awaited}, or when no more than some are
     * under way.
     */
    void prepareToPark(int fewUnderWay) {
        enough = fewUnderWay;
        waiting.set(Thread.currentThread());
    }

    void unprepare() {
        waiting.set(null);
    }
}
