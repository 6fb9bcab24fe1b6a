package org.sempool.shm;

/** The semaphore {@code polling} keeps the contract of semaphores. */
final class PollingSemaphoreIT extends SemaphoreContract {
    PollingSemaphoreIT() {
        super(SemaphoreKind.POLLING);
    }
}
