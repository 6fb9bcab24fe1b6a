package org.sempool.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sempool.JobOptions;

/**
 * What only some jobs have: options of their own, and workers that died with them. Other jobs do
 * without this object.
 */
final class JobDetails {
    /** The job's wait has no end. */
    static final long NO_END = Long.MAX_VALUE;

    private final JobOptions options;
    private List<Death> deaths = List.of();
    private @Nullable Object job;
    private volatile long queueEnd = NO_END;

    /** An attempt that ended with the death of its worker. */
    record Death(WorkerProcess worker, int attempt, Duration ran) {}

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

    /**
     * Adds a death, unless that worker's death was added before: repair may be cut short and run
     * again. Only for the supervisor's thread.
     *
     * @return the death, as it was added first
     */
    Death addDeath(WorkerProcess worker, int attempt, Duration ran) {
        if (!deaths.isEmpty() && deaths.getLast().worker == worker) {
            return deaths.getLast();
        }
        Death death = new Death(worker, attempt, ran);
        List<Death> more = new ArrayList<>(deaths);
        more.add(death);
        deaths = more;
        return death;
    }

    List<Death> deaths() {
        return deaths;
    }
}
