package org.sempool.artemis;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a host has done. Thread-safe. */
final class HostTally {
    private final LongAdder done = new LongAdder();
    private final LongAdder redelivered = new LongAdder();

    /** A job was taken. */
    void took(int attempt) {
        if (attempt > 1) {
            redelivered.increment();
        }
    }

    /** A job was freed, or put back. */
    void ended() {
        done.increment();
    }

    long done() {
        return done.sum();
    }

    /** How many jobs were taken that another attempt had lost before. */
    long redelivered() {
        return redelivered.sum();
    }
}
