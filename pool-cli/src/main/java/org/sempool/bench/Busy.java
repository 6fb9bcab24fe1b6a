package org.sempool.bench;

import java.util.concurrent.locks.LockSupport;

/** The work of a job: it takes a while. */
final class Busy {
    private Busy() {}

    /** Keeps a core busy. */
    static void work(long nanos) {
        if (nanos > 0) {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    /** Takes no core of this machine, as if another one worked. */
    static void elsewhere(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
