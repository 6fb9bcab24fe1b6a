package org.sempool.coordinator;

import java.util.concurrent.atomic.AtomicLong;

/** Counts workers that start and end. Written by the supervisor's thread, read by any. */
final class WorkerChanges {
    private final AtomicLong starts = new AtomicLong();
    private final AtomicLong retirements = new AtomicLong();
    private final AtomicLong deaths = new AtomicLong();

    /** A worker's process was started. */
    void started() {
        starts.incrementAndGet();
    }

    /** A worker has ended as planned. */
    void retired() {
        retirements.incrementAndGet();
    }

    /** A worker has died. */
    void died() {
        deaths.incrementAndGet();
    }

    long starts() {
        return starts.get();
    }

    long retirements() {
        return retirements.get();
    }

    long deaths() {
        return deaths.get();
    }
}
