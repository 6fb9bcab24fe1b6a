package org.sempool.bench;

import java.util.List;

/**
 * The parameters that are varied.
 *
 * @param workers worker processes
 * @param payloadBytes the size of each job and of each result
 * @param jobNanos how long a worker is busy with each job
 * @param queue maximum number of jobs in flight
 */
public record Setting(int workers, int payloadBytes, long jobNanos, int queue) {
    private static final int MOST_BYTES_IN_FLIGHT = 16 << 20;
    private static final int LEAST_IN_FLIGHT = 4;

    /** A pool's by default. */
    static final int SLOT_BYTES = 1024;

    /** The opposite of {@link #of}. */
    String asArguments() {
        return workers + " " + payloadBytes + " " + jobNanos + " " + queue;
    }

    static Setting of(List<String> arguments) {
        return new Setting(
                Integer.parseInt(arguments.get(0)),
                Integer.parseInt(arguments.get(1)),
                Long.parseLong(arguments.get(2)),
                Integer.parseInt(arguments.get(3)));
    }

    /** As many jobs as the queue takes, or fewer if they are so large that memory runs short. */
    int inFlight() {
        int fit = MOST_BYTES_IN_FLIGHT / Math.max(payloadBytes, 1);
        return Math.min(queue, Math.max(fit, LEAST_IN_FLIGHT));
    }
}
