package org.sempool.shm;

final class PollingSemaphoreIT extends SemaphoreContract {
    PollingSemaphoreIT() {
        super(SemaphoreKind.POLLING);
    }
}
