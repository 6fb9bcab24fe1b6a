package org.sempool.shm;

/** The semaphore {@code futex} keeps the contract of semaphores. */
final class FutexSemaphoreIT extends SemaphoreContract {
    FutexSemaphoreIT() {
        super(SemaphoreKind.FUTEX);
    }
}
