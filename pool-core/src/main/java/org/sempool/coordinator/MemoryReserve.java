package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;

/** Memory that is released for cleaning up, in case the failure was a lack of memory. */
@SuppressWarnings("UnusedVariable") // it is only there to be released
final class MemoryReserve {
    private static final int BYTES = 1 << 20;

    private byte @Nullable [] memory = new byte[BYTES];

    void release() {
        memory = null;
    }
}
