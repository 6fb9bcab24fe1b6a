package org.sempool.coordinator;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobFailedException;
import org.sempool.PoolException;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.wire.MessageKind;
import org.sempool.wire.RemoteFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what workers publish, and completes futures.
 *
 * <p>Completing a future runs whatever its owner attached to it, which may block for as long as it
 * likes, even on this very pool. So one thread at a time has the role of the pump, and the role can
 * be taken from a thread that does not come back from a completion: {@link #watch} notices, and
 * starts another. The first thread ends when it does come back. (The leader and its followers, as
 * in the pattern of that name.)
 *
 * <pre>
 *   the role word:  epoch (who has the role) | count (of completions) | completing?
 *
 *   pump:   idle(e, n) -> completing(e, n + 1) -> idle(e, n + 1)
 *   watch:                completing(e, n), seen twice -> idle(e + 1, 0), by a new thread
 * </pre>
 */
final class ResultPump<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ResultPump.class);
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_FAILURES = 10;
    private static final long FAILURE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * The first message of a worker can be seen long before its wake-up comes: its first call into
     * the C library takes some tens of milliseconds to prepare.
     */
    private static final long NEWCOMER_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** One that takes longer is given to other threads, and those after it. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** One that takes longer loses the role. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long COMPLETING = 1;
    private static final long ONE_COMPLETION = 2;
    private static final int EPOCH_SHIFT = 44;
    private static final long COUNT = (1L << EPOCH_SHIFT) - ONE_COMPLETION;

    private final CoordinatorEnd end;
    private final PendingJobs<R> pending;
    private final Codec<R> codec;
    private final WorkerEvents workers;
    private final Completions<R> completions;
    private final ThreadFactory threads;
    private final AtomicLong role = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private long lastSeenRole;
    private long lastLookNanos;
    private long sameSinceNanos;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    /**
     * Deliveries that a thread had begun, and could not end. Changed with {@link #leaving} held.
     */
    private volatile @Nullable Delivery<R> left;

    private final Object leaving = new Object();

    ResultPump(
            CoordinatorEnd end,
            PendingJobs<R> pending,
            Codec<R> codec,
            WorkerEvents workers,
            Completions<R> completions) {
        this(
                end,
                pending,
                codec,
                workers,
                completions,
                Thread.ofPlatform().daemon().name("sempool-results-", 0).factory());
    }

    /** With threads of one's own, which may fail to start. */
    ResultPump(
            CoordinatorEnd end,
            PendingJobs<R> pending,
            Codec<R> codec,
            WorkerEvents workers,
            Completions<R> completions,
            ThreadFactory threads) {
        this.end = end;
        this.pending = pending;
        this.codec = codec;
        this.workers = workers;
        this.completions = completions;
        this.threads = threads;
    }

    void start() {
        long epoch = role.get() >>> EPOCH_SHIFT;
        Thread first = threads.newThread(() -> run(epoch));
        thread = first;
        first.start();
    }

    /** Called now and then by one thread: puts another thread in the place of a blocked one. */
    void watch(long nowNanos) {
        long now = role.get();
        long last = lastSeenRole;
        boolean busy =
                (now & last & COMPLETING) != 0 && now >>> EPOCH_SHIFT == last >>> EPOCH_SHIFT;
        long ended = ((now - last) & COUNT) / ONE_COMPLETION;
        if (busy && nowNanos - lastLookNanos >= Math.max(ended, 1) * SLOW_NANOS) {
            completions.slow();
        }
        if (!busy || ended > 0) {
            sameSinceNanos = nowNanos;
        } else if (nowNanos - sameSinceNanos >= STUCK_NANOS) {
            try {
                threads.newThread(() -> takeOver(now)).start();
            } catch (OutOfMemoryError e) {
                LOG.warn("a completion blocks, and no other thread can be started yet", e);
            }
        }
        lastSeenRole = now;
        lastLookNanos = nowNanos;
    }

    /**
     * The new thread takes the role itself: if it could not be started, the role stays where it is,
     * and the next watch tries again.
     */
    private void takeOver(long stuck) {
        long next = ((stuck >>> EPOCH_SHIFT) + 1) << EPOCH_SHIFT;
        if (role.compareAndSet(stuck, next)) {
            LOG.debug("a completion blocks; another thread goes on with the results");
            thread = Thread.currentThread();
            run(next >>> EPOCH_SHIFT);
        }
    }

    /** How many messages it has handled, about. */
    long delivered() {
        return delivered.getAcquire();
    }

    /** No more results are wanted. */
    void end() {
        ended = true;
    }

    /** Waits a moment for the thread to end, unless the caller is what it runs. */
    void awaitEnd() {
        Thread current = thread;
        if (current != null && current != Thread.currentThread()) {
            try {
                current.join(TimeUnit.NANOSECONDS.toMillis(5 * WAIT_NANOS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Delivery<R> delivery = takeLeft();
        while (delivery != null) {
            // What was not taken is pending, and ends with all others.
            if (delivery.job != null && !delivery.isEnded) {
                completions.endAside(delivery.job, delivery.result, delivery.failure);
            }
            delivery = takeLeft();
        }
    }

    private void run(long epoch) {
        int failures = 0;
        while (!ended && role.get() >>> EPOCH_SHIFT == epoch) {
            // A callback may have left its interrupt behind; large results could not be read.
            var _ = Thread.interrupted();
            try {
                deliverLeft();
                Lease message =
                        end.takeResult(workers.areAnyStarting() ? NEWCOMER_WAIT_NANOS : WAIT_NANOS);
                if (message != null) {
                    handle(message);
                }
                failures = 0;
            } catch (BrokenTransportException e) {
                if (!ended) {
                    workers.unreadable(e);
                }
                return;
            } catch (RuntimeException | Error e) {
                if (ended) {
                    return;
                }
                if (failures == 0) {
                    SafeLog.error(LOG, "a message from a worker could not be handled", e);
                }
                if (++failures == MOST_FAILURES) {
                    workers.unreadable(e);
                    return;
                }
                LockSupport.parkNanos(FAILURE_PAUSE_NANOS);
            }
        }
    }

    private void handle(Lease message) {
        long completing = beginCompletion();
        try {
            // Two may be here for a moment, and lose one of their counts.
            delivered.setRelease(delivered.getPlain() + 1);
            switch (message.kind()) {
                case READY -> tell(message, workers::ready);
                case RETIRING -> tell(message, workers::retiring);
                case JOB, RESULT, FAILURE -> {
                    Delivery<R> delivery = new Delivery<>();
                    delivery.message = message;
                    deliver(delivery, message, true);
                }
            }
        } finally {
            endCompletion(completing);
        }
    }

    private long beginCompletion() {
        long completing = completing(role.get());
        role.set(completing);
        return completing;
    }

    private void endCompletion(long completing) {
        // Fails if the role was taken away meanwhile; run() notices.
        role.compareAndSet(completing, completing & ~COMPLETING);
    }

    /** The count starts again from 0 before it would reach the epoch. */
    static long completing(long idle) {
        return (idle & ~COUNT) | ((idle + ONE_COMPLETION) & COUNT) | COMPLETING;
    }

    /**
     * Delivers the result of a job that the calling thread waits for, if it comes very soon: so
     * there is no other thread to be woken, to wake this one. If the thread has no stack or memory
     * left for it, the pump delivers it.
     */
    void takeResultOf(long jobId) {
        // Before the claim: afterwards there may be no memory for it.
        Delivery<R> delivery = new Delivery<>();
        try {
            Lease message = end.takeResultOf(jobId);
            delivery.message = message;
            if (message != null) {
                deliver(delivery, message, false);
            }
        } finally {
            if (delivery.message != null && !delivery.isDone) {
                // No call from here on: there may be no stack for one.
                synchronized (leaving) {
                    delivery.next = left;
                    left = delivery;
                }
            }
        }
    }

    private @Nullable Delivery<R> takeLeft() {
        if (left == null) {
            return null;
        }
        synchronized (leaving) {
            Delivery<R> first = left;
            left = first == null ? null : first.next;
            return first;
        }
    }

    /** Goes on where a thread that waited for its own job has failed. */
    private void deliverLeft() {
        Delivery<R> delivery = takeLeft();
        if (delivery == null || delivery.message == null) {
            return;
        }
        long completing = beginCompletion();
        try {
            deliver(delivery, delivery.message, true);
        } finally {
            endCompletion(completing);
        }
    }

    private static void tell(Lease message, ObjLongConsumer<Integer> ear) {
        try {
            ear.accept(message.sender(), message.payload().getLong());
        } finally {
            message.free();
        }
    }

    /**
     * @param lastResort no other thread will try: it ends the job, with whatever is thrown
     */
    private void deliver(Delivery<R> delivery, Lease message, boolean lastResort) {
        if (!delivery.isRead) {
            read(delivery, message, lastResort);
        }
        // What was read counts only if the memory was not given up meanwhile: first read, then
        // look.
        VarHandle.acquireFence();
        if (!delivery.isTaken) {
            if (ended) {
                // Still pending, so the stop ends it with all others.
                delivery.isDone = true;
                message.free();
                return;
            }
            // Out of the pending jobs before out of the queue: repair looks in the other order, so
            // it finds the result in one of the two.
            delivery.job = pending.remove(message.jobId());
            delivery.isTaken = true;
        }
        try {
            if (!delivery.isTold) {
                delivery.isTold = true;
                Step.DELIVER.reached();
                workers.hasWorked(message.sender());
            }
            if (!delivery.isFreed) {
                delivery.isFreed = true;
                message.free();
            }
        } finally {
            // Null: a duplicate, after its worker's death, or nobody waits any more. Whatever went
            // wrong, nobody else knows of the job by now.
            if (delivery.job != null && !delivery.isEnded) {
                completions.end(delivery.job, delivery.result, delivery.failure);
            }
            delivery.isEnded = true;
        }
        delivery.isDone = true;
    }

    private void read(Delivery<R> delivery, Lease message, boolean lastResort) {
        try {
            if (message.kind() == MessageKind.RESULT) {
                delivery.result = codec.decode(message.payload());
            } else {
                delivery.failure = decodeFailure(message);
            }
        } catch (Throwable thrown) {
            if (thrown instanceof VirtualMachineError && !lastResort) {
                // It says nothing of the result, but that this thread cannot read it.
                throw thrown;
            }
            delivery.failure = thrown;
        }
        delivery.isRead = true;
    }

    private static PoolException decodeFailure(Lease message) {
        RemoteFailure failure = RemoteFailure.decode(message.payload());
        return new JobFailedException(failure.type(), failure.message(), failure.stackTrace());
    }
}
