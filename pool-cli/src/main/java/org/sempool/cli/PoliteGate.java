package org.sempool.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a job start if the machine has room for it.
 *
 * <p>A job that waits in the pool's queue would start whenever a worker has time for it, and the
 * machine may be busy by then. So no job is submitted before there is a worker for it.
 */
final class PoliteGate implements StartGate {
    private static final Logger LOG = LoggerFactory.getLogger(PoliteGate.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long it may take until a job that has just started is seen on the machine. */
    private static final long UNSEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long EXPLAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Something that must be so for a job to start. */
    @FunctionalInterface
    interface Condition {
        /**
         * Looks at the machine.
         *
         * @param unseen how many jobs have started that the machine may not show yet
         * @return why no job may start now, or null if one may
         */
        @Nullable String obstacle(int unseen);
    }

    private record Start(long nanos, CompletableFuture<?> result) {}

    private final Semaphore workers;
    private final long pauseNanos;
    private final List<Condition> conditions;
    private final Deque<Start> recent = new ArrayDeque<>();
    private long lastStart;
    private boolean anyStarted;
    private boolean explained;

    /**
     * @param workers how many jobs run at a time at most
     * @param pause the least time between the starts of two jobs
     */
    PoliteGate(int workers, Duration pause, List<Condition> conditions) {
        this.workers = new Semaphore(workers);
        this.pauseNanos = pause.toNanos();
        this.conditions = List.copyOf(conditions);
    }

    @Override
    public void await() throws InterruptedException {
        // No bound: jobs may run for any time, and so may the others on the machine.
        workers.acquire();
        if (anyStarted) {
            long left = lastStart + pauseNanos - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(left);
        }
        long begun = System.nanoTime();
        String obstacle = obstacle();
        while (obstacle != null) {
            if (!explained && System.nanoTime() - begun > EXPLAIN_NANOS) {
                LOG.warn("no job starts for now: {}", obstacle);
                explained = true;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            obstacle = obstacle();
        }
    }

    private @Nullable String obstacle() {
        int unseen = unseen();
        for (Condition condition : conditions) {
            String obstacle = condition.obstacle(unseen);
            if (obstacle != null) {
                return obstacle;
            }
        }
        return null;
    }

    private int unseen() {
        long now = System.nanoTime();
        recent.removeIf(start -> now - start.nanos > UNSEEN_NANOS || start.result.isDone());
        return recent.size();
    }

    @Override
    public void started(CompletableFuture<?> result) {
        lastStart = System.nanoTime();
        anyStarted = true;
        if (!conditions.isEmpty()) {
            recent.add(new Start(lastStart, result));
        }
        var _ = result.whenComplete((_, _) -> workers.release());
    }
}
