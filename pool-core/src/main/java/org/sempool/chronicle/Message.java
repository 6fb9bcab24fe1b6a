package org.sempool.chronicle;

import java.lang.foreign.MemorySegment;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;

/** A message that is read where it lies, in the mapped file. It stays there while it is open. */
@SuppressWarnings("restricted") // what Chronicle has mapped has an address only
final class Message {
    private static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final PayloadReader reader = new PayloadReader();
    private @Nullable DocumentContext open;

    static Bytes<?> bytes(DocumentContext document) {
        Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("the queue is closed");
        }
        return wire.bytes();
    }

    /** Goes on with the payload, after the header was read. */
    void open(DocumentContext document) {
        open = document;
        Bytes<?> bytes = bytes(document);
        long size = bytes.readRemaining();
        if (size == 0) {
            reader.reset(MemorySegment.NULL, 0);
        } else {
            long address = bytes.addressForRead(bytes.readPosition());
            reader.reset(ALL_MEMORY.asSlice(address, size), size);
        }
    }

    PayloadReader payload() {
        if (open == null) {
            throw new PayloadFormatException("the message was given back, or another was taken");
        }
        return reader;
    }

    /** Lets go of the memory. Idempotent. */
    void close() {
        DocumentContext document = open;
        if (document != null) {
            open = null;
            reader.reset(MemorySegment.NULL, 0);
            document.close();
        }
    }
}
