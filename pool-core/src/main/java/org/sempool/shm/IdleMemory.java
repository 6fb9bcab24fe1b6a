package org.sempool.shm;

import java.util.concurrent.TimeUnit;

/**
 * Returns a queue's payload memory to the system when no message has used it for a while. Belongs
 * to one thread of the coordinator.
 */
final class IdleMemory {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PayloadMemory memory;
    private long lastCheck;
    private long lastUse;

    IdleMemory(PayloadMemory memory, long now) {
        this.memory = memory;
        this.lastCheck = now;
        this.lastUse = now;
    }

    /** Call this several times a second. */
    void check(long now) {
        if (now - lastCheck < PERIOD_NANOS) {
            return;
        }
        lastCheck = now;
        if (memory.inUse() > 0) {
            lastUse = now;
        } else if (now - lastUse >= IDLE_NANOS && memory.ready() > 0) {
            memory.giveBack();
        }
    }
}
