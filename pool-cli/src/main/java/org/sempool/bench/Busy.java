package org.sempool.bench;

/** The work of a job: being busy for a while. */
final class Busy {
    private Busy() {}

    static void work(long nanos) {
        if (nanos > 0) {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }
}
