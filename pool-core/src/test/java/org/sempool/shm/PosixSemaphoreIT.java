package org.sempool.shm;

/** The semaphore {@code posix} keeps the contract of semaphores. */
final class PosixSemaphoreIT extends SemaphoreContract {
    PosixSemaphoreIT() {
        super(SemaphoreKind.POSIX);
    }
}
