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
 * Ends jobs, which runs what their users have attached to the futures: for as long as it likes, and
 * maybe while it waits for other jobs of the pool. So it matters in which thread.
 *
 * <ul>
 *   <li>A job that nothing but waiting threads is attached to ends in the thread that has its
 *       result: all that happens is that they are woken.
 *   <li>So does any other as long as completions are quick. To hand one over would cost more.
 *   <li>When they are {@linkplain #slow slow}, others take them over, until they are quick again.
 *   <li>If the user has named an executor, that always does.
 * </ul>
 *
 * <p>Thread-safe, but for {@link #look}, which is for one thread.
 */
final class Completions<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);
    private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** So many quick ones in a row, and they are not handed over any more. */
    private static final int MANY_QUICK = 1_000;

    private static final long SETTLE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final @Nullable Executor users;
    private final CompletionThreads own;
    private final SideThreads sideThreads;
    private final int mostWaiting;
    private final Runnable afterEach;
    private final LongSupplier nanoTime;

    /** Those that were handed over and have not returned. */
    private final Set<Ending> handedOver = ConcurrentHashMap.newKeySet();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger quickInARow = new AtomicInteger();

    /** The threads that run what was handed over. */
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean complained = new AtomicBoolean();
    private volatile boolean elsewhere;

    /**
     * @param users the executor that the user wants, if any
     * @param own otherwise, and if that does not take one
     * @param mostWaiting how many may wait for a thread before the pool accepts no more jobs
     * @param afterEach called after a job has ended
     */
    Completions(
            @Nullable Executor users,
            CompletionThreads own,
            SideThreads sideThreads,
            int mostWaiting,
            Runnable afterEach,
            LongSupplier nanoTime) {
        this.users = users;
        this.own = own;
        this.sideThreads = sideThreads;
        this.mostWaiting = mostWaiting;
        this.afterEach = afterEach;
        this.nanoTime = nanoTime;
        this.elsewhere = users != null;
    }

    /** Ends a job that was taken, here or elsewhere. */
    void end(JobFuture<R> job, @Nullable R result, @Nullable Throwable failure) {
        if (elsewhere && job.hasCallbacks()) {
            handOver(new Ending(job, result, failure));
        } else {
            endHere(job, result, failure);
        }
    }

    /** The same for a thread that must not be held up by anything. */
    void endAside(JobFuture<R> job, @Nullable R result, @Nullable Throwable failure) {
        Ending ending = new Ending(job, result, failure);
        if (users == null) {
            sideThreads.run(ending);
        } else {
            // Even handing it over may block.
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
                if (!complained.getAndSet(true)) {
                    LOG.warn("the executor for callbacks does not take them; the pool's do", e);
                }
            }
        }
        try {
            own.execute(ending);
        } catch (RuntimeException | Error ended) {
            // Or no thread was to be had. It may have been taken all the same, and runs once.
            LOG.debug("a completion was not handed over", ended);
            ending.run();
        }
    }

    /** Completions take long: as long as that is so they are handed over. */
    void slow() {
        if (!elsewhere) {
            LOG.debug("completions are handed to other threads, for they are slow");
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

    /** To be called now and then. */
    void look(long nowNanos) {
        own.look(nowNanos);
    }

    /**
     * Whether so many wait for a thread that no more jobs are to be accepted; but a completion may
     * submit others at any time, or none would come to its end.
     */
    boolean isFull() {
        return waiting.get() >= mostWaiting && !isInside();
    }

    /** Whether the calling thread is at a completion, so that this may wait for the next one. */
    boolean isNested() {
        return elsewhere && isInside();
    }

    private boolean isInside() {
        return inside.contains(Thread.currentThread());
    }

    /**
     * Sees to it that all jobs handed over have ended. While an executor begins with one now and
     * then, they are left to it; then the pool ends them itself. Does not wait for what is attached
     * to them.
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

    /** A job to be ended by another thread. It ends once, however many threads are given it. */
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
            // An executor may run it in the very thread that hands it over, within another one.
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
