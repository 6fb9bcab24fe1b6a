package org.sempool.shm;

final class PosixSemaphoreIT extends SemaphoreContract {
    PosixSemaphoreIT() {
        super(SemaphoreKind.POSIX);
    }
}
