package org.sempool.chronicle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import org.sempool.wire.PayloadLimitException;
import org.sempool.wire.PayloadWriter;

/**
 * Buffers a payload before it is appended: a codec may be slow or fail, and neither may happen
 * while the log is locked for a message. Belongs to one message at a time.
 */
final class PayloadBuffer {
    /** A buffer that has grown beyond this is not kept for the next message. */
    private static final long KEPT_BYTES = 1 << 20;

    private final int firstBytes;
    private final PayloadWriter writer = new PayloadWriter(this::grow);
    private final PointerBytesStore view = new PointerBytesStore();
    private MemorySegment memory;
    private long flushed;

    PayloadBuffer(int firstBytes) {
        this.firstBytes = firstBytes;
        this.memory = allocate(firstBytes);
    }

    private static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }

    /** Starts another payload. */
    PayloadWriter begin() {
        if (memory.byteSize() > KEPT_BYTES) {
            memory = allocate(firstBytes);
        }
        flushed = 0;
        writer.reset(memory);
        return writer;
    }

    PayloadWriter writer() {
        return writer;
    }

    private MemorySegment grow(MemorySegment filled, int wanted, long coming) {
        flushed += filled.byteSize();
        if (flushed + wanted > Logs.MAX_PAYLOAD_BYTES) {
            throw new PayloadLimitException(
                    "a payload of more than "
                            + flushed
                            + " bytes is too large for transport=chronicle: the limit is "
                            + Logs.MAX_PAYLOAD_BYTES
                            + " bytes; pass a file's path or a part instead, or use transport=shm");
        }
        long bytes = Math.max(2 * (flushed + wanted), flushed + coming);
        bytes = Math.min(bytes, Logs.MAX_PAYLOAD_BYTES);
        MemorySegment larger = allocate(bytes);
        MemorySegment.copy(memory, 0, larger, 0, flushed);
        memory = larger;
        return larger.asSlice(flushed);
    }

    /** The payload so far. */
    MemorySegment payload() {
        return memory.asSlice(0, writer.size());
    }

    /** Appends the payload to a message. */
    void writeTo(Bytes<?> message) {
        if (writer.size() > 0) {
            view.set(memory.address(), writer.size());
            message.write(view);
        }
    }
}
