package org.sempool.coordinator;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs, which runs the callbacks that users attached to their futures. A callback may take any
 * time, and may wait for other jobs of the pool. So the choice of the thread matters.
 *
 * <ul>
 *   <li>A job without callbacks ends in the thread that has its result: that only wakes waiting
 *       threads.
 *   <li>So does any other job as long as completions are quick: handing it over would cost more.
 *   <li>When they are {@linkplain #slow slow}, the pool's other threads run them, until they are
 *       quick again.
 *   <li>If the user has given an executor, that runs all callbacks.
 * </ul>
 *
 * <p>Thread-safe, except for {@link #poll}, which is for one thread.
 */
final class Completions<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);
    private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** After so many quick completions in a row, they are not handed over any more. */
    private static final int MANY_QUICK = 1_000;

    private static final long SETTLE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final @Nullable Executor users;
    private final CompletionThreads own;
    private final SideThreads sideThreads;
    private final int maxWaiting;
    private final Runnable afterEach;
    private final LongSupplier nanoTime;

    /** Completions that were handed over and have not returned. */
    private final Set<Ending> handedOver = ConcurrentHashMap.newKeySet();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger quickInARow = new AtomicInteger();

    /** The threads that are running handed-over completions. */
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean elsewhere;

    /**
     * @param users the user's executor, if any
     * @param own runs completions if there is no such executor, or it rejects one
     * @param maxWaiting how many may wait for a thread before the pool accepts no more jobs
     * @param afterEach called after a job has ended
     */
    Completions(
            @Nullable Executor users,
            CompletionThreads own,
            SideThreads sideThreads,
            int maxWaiting,
            Runnable afterEach,
            LongSupplier nanoTime) {
        this.users = users;
        this.own = own;
        this.sideThreads = sideThreads;
        this.maxWaiting = maxWaiting;
        this.afterEach = afterEach;
        this.nanoTime = nanoTime;
        this.elsewhere = users != null;
    }

    /** Ends a job that was taken out of the pending ones, in this thread or in another. */
    void end(JobFuture<R> job, @Nullable R result, @Nullable Throwable failure) {
        if (elsewhere && job.hasCallbacks()) {
            handOver(new Ending(job, result, failure));
        } else {
            endHere(job, result, failure);
        }
    }

    /** Ends a job in another thread, for a caller that must not block. */
    void endAside(JobFuture<R> job, @Nullable R result, @Nullable Throwable failure) {
        Ending ending = new Ending(job, result, failure);
        if (users == null) {
            sideThreads.run(ending);
        } else {
            // Even the user's executor may block its caller.
            sideThreads.run(() -> handOver(ending));
        }
    }

    private void endHere(JobFuture<R> job, @Nullable R result, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                job.endExceptionally(failure);
            } else {
                job.end(result);
            }
        } finally {
            afterEach.run();
        }
    }

    private void handOver(Ending ending) {
        Executor wanted = users;
        if (wanted != null) {
            try {
                wanted.execute(ending);
                return;
            } catch (RuntimeException | Error e) {
                if (!warned.getAndSet(true)) {
                    LOG.warn(
                            "the callback executor rejects completions; the pool's threads run"
                                    + " them",
                            e);
                }
            }
        }
        try {
            own.execute(ending);
        } catch (RuntimeException | Error ended) {
            // Or no thread could be started. If it was accepted all the same, it still runs only
            // once.
            LOG.debug("a completion was not handed over", ended);
            ending.run();
        }
    }

    /** Completions take long: they are handed over until they are quick again. */
    void slow() {
        if (!elsewhere) {
            LOG.debug("completions are slow; handing them to other threads");
            quickInARow.set(0);
            elsewhere = true;
        }
    }

    private void took(long nanos) {
        if (nanos >= QUICK_NANOS) {
            quickInARow.set(0);
        } else if (quickInARow.incrementAndGet() >= MANY_QUICK && users == null) {
            elsewhere = false;
        }
    }

    /** To be called periodically. */
    void poll(long nowNanos) {
        own.poll(nowNanos);
    }

    /**
     * Whether so many completions wait for a thread that the pool accepts no more jobs. A running
     * completion may always submit, or it might never end.
     */
    boolean isFull() {
        return waiting.get() >= maxWaiting && !isInside();
    }

    /** Whether the calling thread runs a completion, which may wait for the job that it submits. */
    boolean isNested() {
        return elsewhere && isInside();
    }

    private boolean isInside() {
        return inside.contains(Thread.currentThread());
    }

    /**
     * Ensures that all jobs that were handed over end. As long as the executor makes progress, they
     * are left to it; after that the pool ends them itself. Does not wait for callbacks.
     */
    void settle(long patienceMillis) {
        long patience = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        long since = nanoTime.getAsLong();
        int before = Integer.MAX_VALUE;
        boolean interrupted = false;
        while (true) {
            int left = (int) handedOver.stream().filter(Ending::isOpen).count();
            long now = nanoTime.getAsLong();
            if (left < before) {
                since = now;
                before = left;
            }
            if (left == 0 || now - since >= patience) {
                break;
            }
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(this, SETTLE_PAUSE_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        handedOver.stream().filter(Ending::isOpen).forEach(sideThreads::run);
        own.end();
    }

    /** A job to be ended by another thread. It ends only once, even if several threads run this. */
    private final class Ending implements CompletionThreads.Task {
        private final JobFuture<R> job;
        private final @Nullable R result;
        private final @Nullable Throwable failure;
        private final AtomicBoolean begun = new AtomicBoolean();

        Ending(JobFuture<R> job, @Nullable R result, @Nullable Throwable failure) {
            this.job = job;
            this.result = result;
            this.failure = failure;
            waiting.incrementAndGet();
            handedOver.add(this);
        }

        @Override
        public boolean isUrgent() {
            return job.isNested();
        }

        boolean isOpen() {
            return !job.isDone();
        }

        @Override
        public void run() {
            if (begun.getAndSet(true)) {
                return;
            }
            waiting.decrementAndGet();
            long start = nanoTime.getAsLong();
            // An executor may run it in the thread that hands it over, within another completion.
            boolean outermost = inside.add(Thread.currentThread());
            try {
                endHere(job, result, failure);
            } finally {
                if (outermost) {
                    inside.remove(Thread.currentThread());
                }
                handedOver.remove(this);
                took(nanoTime.getAsLong() - start);
            }
        }
    }
}
