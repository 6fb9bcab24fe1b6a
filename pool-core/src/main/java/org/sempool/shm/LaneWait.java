package org.sempool.shm;

import org.sempool.spi.Step;

/**
 * How the only writer or the only reader of a lane waits, and how it is woken: it looks, spins,
 * then sleeps on a semaphore of its own.
 *
 * <pre>
 *   about to sleep:    register as a sleeper;  look;                  sleep
 *   the other end:     change a slot's word;   does it sleep?         add a permit
 * </pre>
 *
 * <p>With a full fence after the first step of each, one of the two sees the other. {@link
 * SlotWait} is the same for many that wait for the same slots.
 *
 * @param sleepers where it registers
 * @param owner who waits
 * @param semaphore what it sleeps on
 */
record LaneWait(OwnerSet sleepers, int owner, Semaphore semaphore) {
    /** Announces a sleep; the owner must look once more before it sleeps. */
    void register() {
        sleepers.add(owner);
        Step.ENTER_SLEEPERS.reached();
    }

    /** Sleeps once, for a bounded time. */
    void sleep(long deadline) {
        long left = Math.min(deadline - System.nanoTime(), SlotWait.LONGEST_SLEEP_NANOS);
        if (left > 0 && semaphore.acquire(left)) {
            Step.SLEEP.reached();
        }
    }

    void deregister() {
        sleepers.remove(owner);
        Step.LEAVE_SLEEPERS.reached();
    }

    boolean isAsleep() {
        return sleepers.contains(owner);
    }

    /** Call this after a change of a slot's word, and a fence. */
    void wake() {
        if (isAsleep()) {
            Step.LOOK_FOR_SLEEPERS.reached();
            if (semaphore.permits() == 0) {
                Step.LOOK_FOR_PERMITS.reached();
                addPermit();
            }
        }
        Step.WAKE.reached();
    }

    /**
     * Call this after the other end has died. It may have added a permit and woken nobody; and the
     * owner may sleep without being registered, while another thread acts in its place.
     */
    void wakeForDead() {
        semaphore.release(1);
    }

    /** A failure to wake must not look like a failure to change the slot, as in SlotWait. */
    private void addPermit() {
        try {
            semaphore.release(1);
        } catch (OutOfMemoryError | IllegalStateException notWoken) {
            // The sleep is bounded.
        }
    }
}
