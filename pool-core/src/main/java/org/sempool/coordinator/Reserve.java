package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;

/** Memory that is kept for cleaning up: it may have been what was wanting. */
@SuppressWarnings("UnusedVariable") // it is there to be given up
final class Reserve {
    private static final int BYTES = 1 << 20;

    private byte @Nullable [] memory = new byte[BYTES];

    void release() {
        memory = null;
    }
}
