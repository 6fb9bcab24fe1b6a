package org.sempool.chronicle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.BrokenTransportException;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;

/**
 * A copy of a message. Checks and decoding read only the copy, so it does not matter if the log's
 * memory goes away, for instance because a pool is closed while a result is still being decoded.
 */
@SuppressWarnings("restricted") // Chronicle's mappings are known only by address
final class Message {
    private static final int FIRST_BYTES = 4096;

    /** Memory beyond this is not kept for the next message. */
    private static final long KEPT_BYTES = 1 << 20;

    private final PayloadReader reader = new PayloadReader();
    private MemorySegment memory = MemorySegment.NULL;
    private boolean open;

    static Bytes<?> bytes(DocumentContext document) {
        Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("the queue is closed");
        }
        return wire.bytes();
    }

    /** The header of a message that is not copied, or null if it is damaged. */
    static @Nullable RecordHeader header(DocumentContext document, long session) {
        Bytes<?> bytes = bytes(document);
        return bytes.readRemaining() < RecordHeader.BYTES
                ? null
                : RecordHeader.read(mapped(bytes, RecordHeader.BYTES), session);
    }

    private static MemorySegment mapped(Bytes<?> bytes, long size) {
        long address = bytes.addressForRead(bytes.readPosition());
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    /**
     * Copies a message out of its log.
     *
     * @throws BrokenTransportException if it is damaged
     */
    RecordHeader copy(DocumentContext document, long session) {
        Bytes<?> bytes = bytes(document);
        long size = bytes.readRemaining();
        if (size >= RecordHeader.BYTES && size <= RecordHeader.BYTES + Logs.MAX_PAYLOAD_BYTES) {
            MemorySegment copy = room(size).copyFrom(mapped(bytes, size));
            RecordHeader header = open(copy, session);
            if (header != null) {
                return header;
            }
        }
        throw new BrokenTransportException(
                "a message at index=" + Long.toHexString(document.index()) + " is damaged");
    }

    /** Memory for a message that {@link #open} will read. */
    MemorySegment room(long size) {
        if (memory.byteSize() < size || memory.byteSize() > KEPT_BYTES) {
            memory = Arena.ofAuto().allocate(Math.max(size, FIRST_BYTES), Long.BYTES);
        }
        return memory.asSlice(0, size);
    }

    /** Opens the payload of a message in memory, or returns null if it is damaged. */
    @Nullable RecordHeader open(MemorySegment message, long session) {
        RecordHeader header = RecordHeader.read(message, session);
        if (header == null) {
            return null;
        }
        MemorySegment payload = message.asSlice(RecordHeader.BYTES);
        if (!header.fits(payload)) {
            return null;
        }
        reader.reset(payload, payload.byteSize());
        open = true;
        return header;
    }

    PayloadReader payload() {
        if (!open) {
            throw new PayloadFormatException("the message was freed, or another one was taken");
        }
        return reader;
    }

    /** Drops the payload. Idempotent. */
    void close() {
        open = false;
        reader.reset(MemorySegment.NULL, 0);
    }
}
