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
     * The number by which {@link CoordinatorEnd#withdraw} finds the job.
     *
     * @return an opaque number
     */
    long ticket();
}
