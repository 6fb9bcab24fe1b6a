package org.sempool.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.JobOptions;
import org.sempool.WorkerDeath;

/**
 * What only some jobs have: options of their own, workers that died with them, retries to come.
 * Other jobs do without this object.
 */
final class JobDetails {
    /** The job's wait has no end. */
    static final long NO_END = Long.MAX_VALUE;

    private final JobOptions options;
    private List<Death> deaths = List.of();
    private @Nullable Object job;
    private volatile long queueEnd = NO_END;
    private volatile int failedAttempt;
    private volatile boolean isAwaitingRetry;
    private EventThread.@Nullable Timer retryTimer;

    /**
     * An attempt that ended with the death of its worker.
     *
     * @param worker distinguishes the worker from all others
     * @param cause how it died; may wait briefly
     */
    record Death(Object worker, int attempt, Supplier<WorkerDeath> cause) {}

    JobDetails(JobOptions options) {
        this.options = options;
    }

    JobOptions options() {
        return options;
    }

    /** The user's job, if it is kept; null otherwise. */
    @Nullable Object job() {
        return job;
    }

    /** Set before the job is published. */
    void setJob(Object kept) {
        job = kept;
    }

    /** When the job has waited for too long, by the pool's clock; or {@link #NO_END}. */
    long queueEnd() {
        return queueEnd;
    }

    void setQueueEnd(long nanos) {
        queueEnd = nanos;
    }

    /** The last attempt whose failure was reported and led to another one; 0 if none did. */
    int failedAttempt() {
        return failedAttempt;
    }

    /** How many attempts before this one ended with the death of their workers. */
    int deathsBefore(int attempt) {
        return (int) deaths.stream().filter(death -> death.attempt() < attempt).count();
    }

    /** How many attempts at the job are known to have ended. */
    int attemptsEnded() {
        List<Death> known = deaths;
        int died = known.isEmpty() ? 0 : known.getLast().attempt();
        return Math.max(died, failedAttempt);
    }

    void setFailedAttempt(int attempt) {
        failedAttempt = attempt;
    }

    /** Whether the job is in no queue, and is to be submitted again. */
    boolean isAwaitingRetry() {
        return isAwaitingRetry;
    }

    /** Returns false if it waits already. */
    synchronized boolean beginRetry() {
        boolean begins = !isAwaitingRetry;
        isAwaitingRetry = true;
        return begins;
    }

    /** Returns true once for each wait. */
    boolean endRetry() {
        return isAwaitingRetry && endWait();
    }

    private synchronized boolean endWait() {
        boolean ends = isAwaitingRetry;
        isAwaitingRetry = false;
        if (ends && retryTimer != null) {
            retryTimer.cancel();
            retryTimer = null;
        }
        return ends;
    }

    /** What submits the job again. */
    synchronized void setRetryTimer(EventThread.Timer timer) {
        if (isAwaitingRetry) {
            retryTimer = timer;
        }
    }

    /**
     * Adds a death, unless that worker's death was added before: repair may be cut short and run
     * again. Only for one thread at a time.
     *
     * @return the death, as it was added first
     */
    Death addDeath(Death death) {
        if (!deaths.isEmpty() && deaths.getLast().worker.equals(death.worker)) {
            return deaths.getLast();
        }
        List<Death> more = new ArrayList<>(deaths);
        more.add(death);
        deaths = more;
        return death;
    }

    List<Death> deaths() {
        return deaths;
    }
}
