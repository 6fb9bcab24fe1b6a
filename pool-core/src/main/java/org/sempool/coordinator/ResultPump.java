package org.sempool.coordinator;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Lease;
import org.sempool.wire.DeathReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages that workers publish, and completes futures.
 *
 * <p>Completing a future runs the callbacks that users attached to it, which may block for any
 * time, even on this very pool; so may a codec. So one thread at a time has the {@linkplain
 * PumpRole role} of the pump, and a thread that does not return from a delivery loses the role:
 * {@link #watch} notices that, and starts another thread. The first thread ends when it returns.
 * (This is the leader/followers pattern.)
 */
final class ResultPump<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ResultPump.class);
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_FAILURES = 10;
    private static final long FAILURE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * The first message of a worker is visible long before its wake-up arrives: a worker takes some
     * tens of milliseconds to prepare its first call into the C library.
     */
    private static final long STARTING_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** After a delivery that takes longer, completions are handed to other threads. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A thread whose delivery takes longer loses the role. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CoordinatorEnd channel;
    private final Deliverer<R> deliverer;
    private final WorkerEvents workers;
    private final Completions<R> completions;
    private final JobEnds ends;
    private final ThreadFactory threads;
    private final AtomicLong handled = new AtomicLong();
    private volatile PumpRole role = new PumpRole();

    // What the watch has seen.
    private PumpRole lastRole = role;
    private long lastDeliveries;
    private long lastPollNanos;
    private long offer;
    private long offeredNanos;
    private volatile @Nullable Thread thread;

    /** Deliveries that a thread began and could not finish. Guarded by {@link #unfinishedLock}. */
    private volatile @Nullable Delivery<R> unfinished;

    private final Object unfinishedLock = new Object();

    /** For the next thread that waits for its own job. */
    private final AtomicReference<@Nullable Delivery<R>> guestsSpare = new AtomicReference<>();

    ResultPump(
            CoordinatorEnd channel,
            Deliverer<R> deliverer,
            WorkerEvents workers,
            Completions<R> completions,
            JobEnds ends) {
        this(
                channel,
                deliverer,
                workers,
                completions,
                ends,
                Thread.ofPlatform().daemon().name("sempool-results-", 0).factory());
    }

    /** With a thread factory, whose threads may fail to start. */
    ResultPump(
            CoordinatorEnd channel,
            Deliverer<R> deliverer,
            WorkerEvents workers,
            Completions<R> completions,
            JobEnds ends,
            ThreadFactory threads) {
        this.channel = channel;
        this.deliverer = deliverer;
        this.workers = workers;
        this.completions = completions;
        this.ends = ends;
        this.threads = threads;
    }

    void start() {
        PumpRole mine = role;
        Thread first = threads.newThread(() -> run(mine));
        thread = first;
        first.start();
    }

    /** Called periodically by one thread: replaces a thread that is blocked. */
    void watch(long nowNanos) {
        PumpRole watched = role;
        long deliveries = watched.deliveries();
        boolean busy = PumpRole.isUnderWay(deliveries);
        boolean busySince = busy && watched == lastRole && PumpRole.isUnderWay(lastDeliveries);
        long returned = (deliveries - lastDeliveries) / 2;
        if (busySince && nowNanos - lastPollNanos >= Math.max(returned, 1) * SLOW_NANOS) {
            completions.slow();
        }
        if (busySince && returned == 0) {
            if (nowNanos - offeredNanos >= STUCK_NANOS) {
                startSuccessor(watched, offer);
            }
        } else if (busy) {
            offer = watched.offer();
            offeredNanos = nowNanos;
        }
        lastRole = watched;
        lastDeliveries = deliveries;
        lastPollNanos = nowNanos;
    }

    private void startSuccessor(PumpRole blocked, long accepted) {
        try {
            threads.newThread(() -> takeOver(blocked, accepted)).start();
        } catch (OutOfMemoryError e) {
            LOG.warn("a completion blocks, and no other thread can be started; trying again", e);
        }
    }

    /**
     * The new thread takes the role itself: if it cannot be started, the role stays where it is,
     * and the next watch tries again.
     */
    private void takeOver(PumpRole blocked, long accepted) {
        PumpRole mine = new PumpRole();
        if (blocked.takeOver(accepted)) {
            role = mine;
            LOG.debug("a completion blocks; another thread takes the results");
            thread = Thread.currentThread();
            run(mine);
        }
    }

    /** Roughly how many messages it has handled. */
    long handled() {
        return handled.getAcquire();
    }

    /** Stops taking results. */
    void end() {
        deliverer.end();
    }

    /** Waits briefly for the thread to end, unless that is the caller. */
    void awaitEnd() {
        Thread current = thread;
        if (current != null && current != Thread.currentThread()) {
            try {
                current.join(TimeUnit.NANOSECONDS.toMillis(5 * WAIT_NANOS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Delivery<R> delivery = takeUnfinished();
        while (delivery != null) {
            // A job that was not taken is still pending, and ends with all others.
            if (delivery.job != null && !delivery.isEnded) {
                deliverer.endAside(delivery, delivery.job);
            }
            delivery = takeUnfinished();
        }
    }

    private void run(PumpRole mine) {
        try {
            ends.open(mine.tally());
            wake(channel::replaceTaker);
            takeResults(mine);
        } finally {
            ends.close(mine.tally());
            wake(channel::flush);
        }
    }

    /** Every sleep is bounded, so a failure costs little; a broken channel fails elsewhere, too. */
    private static void wake(Runnable sleepers) {
        try {
            sleepers.run();
        } catch (RuntimeException | Error e) {
            LOG.debug("a worker that waits for room could not be woken", e);
        }
    }

    private void takeResults(PumpRole mine) {
        int failures = 0;
        Delivery<R> spare = null;
        while (!deliverer.isEnded() && mine.keep()) {
            // A callback may have left an interrupt behind, with which large results cannot be
            // read.
            var _ = Thread.interrupted();
            try {
                // After a delivery it may have lost the role.
                if (!deliverUnfinished(mine)) {
                    // Before the take: afterwards there may be no memory.
                    Delivery<R> delivery = spare != null ? spare : new Delivery<>();
                    // If this fails, it may be known to others.
                    spare = null;
                    takeOne(mine, delivery);
                    delivery.clear();
                    spare = delivery;
                }
                failures = 0;
            } catch (BrokenTransportException e) {
                if (!deliverer.isEnded()) {
                    workers.unreadable(e);
                }
                return;
            } catch (RuntimeException | Error e) {
                if (deliverer.isEnded()) {
                    return;
                }
                if (failures == 0) {
                    SafeLog.error(LOG, "a message from a worker could not be handled", e);
                }
                if (++failures == MAX_FAILURES) {
                    workers.unreadable(e);
                    return;
                }
                LockSupport.parkNanos(FAILURE_PAUSE_NANOS);
            }
        }
    }

    private void takeOne(PumpRole mine, Delivery<R> delivery) {
        Lease message =
                channel.takeResult(workers.areAnyStarting() ? STARTING_WAIT_NANOS : WAIT_NANOS);
        if (message != null) {
            handle(message, delivery, mine);
        }
    }

    private void handle(Lease message, Delivery<R> delivery, PumpRole mine) {
        mine.begin();
        try {
            // Two threads may be here for a moment, and lose a count.
            handled.setRelease(handled.getPlain() + 1);
            switch (message.kind()) {
                case READY -> tell(message, workers::ready);
                case STARTING -> tell(message, workers::starting);
                case RETIRING -> tell(message, workers::retiring);
                case DEATH -> {
                    try {
                        workers.died(message.jobId(), DeathReport.decode(message.payload()));
                    } finally {
                        message.free();
                    }
                }
                case JOB, RESULT, FAILURE, TIMEOUT -> {
                    delivery.message = message;
                    deliverer.deliver(delivery, message, mine.tally());
                }
            }
        } finally {
            mine.end();
        }
    }

    /**
     * Delivers the result of a job for which the calling thread waits, if it comes very soon: then
     * no other thread has to be woken first, to wake this one. If this thread has no stack or
     * memory left, the pump delivers it.
     */
    void takeResultOf(long jobId) {
        // Allocated before the claim: afterwards there may be no memory.
        Delivery<R> spare = guestsSpare.getAndSet(null);
        Delivery<R> delivery = spare != null ? spare : new Delivery<>();
        try {
            Lease message = channel.takeResultOf(jobId);
            delivery.message = message;
            if (message != null) {
                deliverer.deliver(delivery, message, null);
            }
            delivery.clear();
            guestsSpare.set(delivery);
        } finally {
            if (delivery.message != null && !delivery.isDone) {
                // No calls from here on: there may be no stack left.
                synchronized (unfinishedLock) {
                    delivery.next = unfinished;
                    unfinished = delivery;
                }
            }
        }
    }

    private @Nullable Delivery<R> takeUnfinished() {
        if (unfinished == null) {
            return null;
        }
        synchronized (unfinishedLock) {
            Delivery<R> first = unfinished;
            unfinished = first == null ? null : first.next;
            return first;
        }
    }

    /**
     * Continues a delivery that failed in a thread that waited for its own job, if there is one.
     */
    private boolean deliverUnfinished(PumpRole mine) {
        Delivery<R> delivery = takeUnfinished();
        if (delivery == null || delivery.message == null) {
            return false;
        }
        mine.begin();
        try {
            deliverer.deliver(delivery, delivery.message, mine.tally());
        } finally {
            mine.end();
        }
        return true;
    }

    private static void tell(Lease message, ObjLongConsumer<Integer> listener) {
        try {
            listener.accept(message.sender(), message.payload().getLong());
        } finally {
            message.free();
        }
    }
}
