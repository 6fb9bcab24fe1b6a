package org.sempool.spi;

/** A job being written. */
public interface JobDraft extends Draft {
    /**
     * Sets the job's id. Called once, before anything is written to the payload.
     *
     * @param jobId the job's id, unique in this channel
     */
    void setJobId(long jobId);

    /**
     * Sets the number of the attempt that this is. Without a call it is 1.
     *
     * @param attempt from 1
     */
    void setAttempt(int attempt);

    /**
     * Sets what the writer does if the memory for payloads is full. Called before anything is
     * written to the payload. Without a call it does not wait.
     *
     * @param patience asked before each wait
     */
    default void setPatience(RoomPatience patience) {}

    /**
     * The number by which {@link CoordinatorEnd#withdraw} finds the job.
     *
     * @return an opaque number
     */
    long ticket();
}
