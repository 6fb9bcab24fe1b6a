package org.sempool.spi;

/** A job being written. */
public interface JobDraft extends Draft {
    /**
     * Names the job. Called once, before anything is written to the payload.
     *
     * @param jobId the job's id, unique in this channel
     */
    void setJobId(long jobId);

    /**
     * What {@link CoordinatorEnd#withdraw} takes to find the job again.
     *
     * @return an opaque number
     */
    long ticket();
}
