package org.sempool.examples.service;

import java.time.Duration;

/** Where replacements are made. Any thread may call any method. */
interface Engine extends AutoCloseable {
    /** Why there is no result. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reply reply;

        Unavailable(Reply reply, String message) {
            super(message);
            this.reply = reply;
        }

        Reply reply() {
            return reply;
        }
    }

    /**
     * Runs a job. Blocks until it has ended.
     *
     * @throws Unavailable if it has no result, with the reply that says why
     */
    String run(Replacement job) throws Unavailable;

    /** Whether jobs can be run now. Does not block. */
    boolean isHealthy();

    /** The metrics, in Prometheus's text format. */
    String metrics();

    /** Waits for what runs, but no longer than this, and stops. */
    void close(Duration limit);

    @Override
    default void close() {
        close(Duration.ZERO);
    }
}
