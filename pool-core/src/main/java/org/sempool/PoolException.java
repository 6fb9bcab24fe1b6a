package org.sempool;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of the pool's own exceptions. A job's future fails with a subclass, as the cause
 * of the {@link java.util.concurrent.ExecutionException} or {@link
 * java.util.concurrent.CompletionException}.
 *
 * <p>If it is about a job, its message begins with the job's id, and its name if it has one: {@code
 * job 17 (thumb-3): }.
 */
public abstract class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final long NO_JOB = 0;

    /** The id of the job. Ids begin with 1. */
    private long jobId = NO_JOB;

    /** The name of the job. */
    private @Nullable String jobName;

    PoolException(String message) {
        super(message);
    }

    PoolException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Says which job this is about, as {@link #initCause} does for causes. Called by the pool
     * before a future fails with this; further calls have no effect.
     *
     * @param id the job's id, from 1
     * @param name the job's name, or null
     */
    public final void initJob(long id, @Nullable String name) {
        if (jobId == NO_JOB) {
            jobId = id;
            jobName = name;
        }
    }

    /**
     * The id of the job that this is about, as in {@link JobContext#jobId} and in logs.
     *
     * @return the id; empty if this is about no job, or about one that was not accepted
     */
    public final OptionalLong jobId() {
        return jobId == NO_JOB ? OptionalLong.empty() : OptionalLong.of(jobId);
    }

    /**
     * The name of the job that this is about.
     *
     * @return the name that its {@link JobOptions} gave it; empty if there is none
     */
    public final Optional<String> jobName() {
        return Optional.ofNullable(jobName);
    }

    /**
     * The message without the job's id and name.
     *
     * @return what happened
     */
    public final String reason() {
        return String.valueOf(super.getMessage());
    }

    /**
     * What happened, and to which job.
     *
     * @return the job's id and name, if there is a job, and the {@link #reason}
     */
    @Override
    public final String getMessage() {
        if (jobId == NO_JOB) {
            return reason();
        }
        return "job " + jobId + (jobName == null ? "" : " (" + jobName + ")") + ": " + reason();
    }
}
