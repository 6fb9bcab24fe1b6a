package org.sempool.spi;

import java.util.List;

/**
 * The coordinator's end of a channel to workers on any machine, which {@linkplain HostEnd worker
 * hosts} start and watch. A host that cannot run a job to its end gives it back to the channel, and
 * the channel itself takes back what a host held that is gone. So there is nothing to repair here.
 */
public non-sealed interface HostedEnd extends CoordinatorEnd {
    /**
     * Tells all hosts to stop a job, in case one of them runs it. An order may be lost: the caller
     * repeats it as long as the channel {@linkplain #has has} the job. For any thread; does not
     * block.
     *
     * @param jobId the job
     */
    void orderCancel(long jobId);

    /**
     * The hosts that have been heard of in the last seconds. For any thread; does not block.
     *
     * @return what they have said of themselves
     */
    List<HostNews> hosts();
}
