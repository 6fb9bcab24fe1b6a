package org.sempool.coordinator;

import java.lang.foreign.MemorySegment;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/** A result of two bytes. */
record ResultLease(long jobId, Runnable onFree) implements Lease {
    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public MessageKind kind() {
        return MessageKind.RESULT;
    }

    @Override
    public int flags() {
        return MessageFlags.NONE;
    }

    @Override
    public int sender() {
        return 1;
    }

    @Override
    public PayloadReader payload() {
        PayloadReader reader = new PayloadReader();
        reader.reset(MemorySegment.ofArray(new byte[] {1, 2}), 2);
        return reader;
    }

    @Override
    public void free() {
        onFree.run();
    }

    @Override
    public void putBack(int nextAttempt) {
        throw new AssertionError("a result is never put back");
    }
}
