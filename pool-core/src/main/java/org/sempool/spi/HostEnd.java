package org.sempool.spi;

import java.io.IOException;

/**
 * A worker host's end of a channel, see {@link HostedEnd}. Its slots take the jobs, one each.
 *
 * <p>It connects by itself, again and again: while there is no connection, slots find no jobs.
 * Thread-safe.
 */
public interface HostEnd extends AutoCloseable {
    /** Receives orders to stop a job. Called on a thread of the channel; must not block. */
    @FunctionalInterface
    interface CancelOrders {
        /**
         * A coordinator wants no result of a job any more. The order may come for jobs that this
         * host does not have, and more than once.
         *
         * @param origin the coordinator, see {@link Lease#origin}
         * @param jobId the job
         */
        void cancel(String origin, long jobId);

        /**
         * A coordinator is gone, and nobody wants the results of its jobs any more. The order may
         * come more than once.
         *
         * @param origin the coordinator, see {@link Lease#origin}
         */
        default void cancelAll(String origin) {}
    }

    /**
     * Opens a slot, which holds one job at a time. What it publishes and frees takes effect
     * together, with {@link WorkerEnd#flush} or the next {@link WorkerEnd#takeJob}: if the host or
     * its connection is lost before that, the job goes to another host.
     *
     * @return the slot, for one thread, to be closed by the caller
     */
    WorkerEnd openSlot();

    /**
     * Says what this host does; called several times a second. Does not block.
     *
     * @param workers how many workers it has
     * @param running how many jobs it holds
     */
    void tell(int workers, int running);

    /**
     * Waits for the first connection.
     *
     * @param nanos how long to wait, in nanoseconds
     * @return whether it is connected
     * @throws IOException if the other side refuses this host, with the reason
     * @throws InterruptedException if the thread is interrupted
     */
    boolean awaitConnection(long nanos) throws IOException, InterruptedException;

    /**
     * Whether there is a connection now. While there is none, nobody knows whether the jobs that
     * the slots held have gone to other hosts.
     *
     * @return whether there is one
     */
    boolean isConnected();

    /** Gives back what the slots hold, and disconnects. Idempotent. */
    @Override
    void close();
}
