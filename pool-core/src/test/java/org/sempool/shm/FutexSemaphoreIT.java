package org.sempool.shm;

final class FutexSemaphoreIT extends SemaphoreContract {
    FutexSemaphoreIT() {
        super(SemaphoreKind.FUTEX);
    }
}
