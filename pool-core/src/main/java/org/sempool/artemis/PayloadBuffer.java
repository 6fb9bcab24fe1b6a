package org.sempool.artemis;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.PayloadLimitException;
import org.sempool.wire.PayloadWriter;

/**
 * Collects a payload until it is sent: in memory, or in a file if it is large. Belongs to one
 * message, and to one thread at a time.
 */
final class PayloadBuffer implements AutoCloseable {
    private static final int FIRST_BYTES = 256;
    private static final int CHUNK_BYTES = 1 << 18;

    private final PayloadWriter writer = new PayloadWriter(this::grow);
    private MemorySegment memory = MemorySegment.ofArray(new byte[FIRST_BYTES]);

    /** What the writer has handed over. */
    private long flushed;

    private @Nullable RandomAccessFile file;
    private @Nullable Arena mapping;

    PayloadBuffer() {
        writer.reset(memory);
    }

    PayloadWriter writer() {
        return writer;
    }

    private MemorySegment grow(MemorySegment filled, int wanted, long coming) {
        try {
            long before = flushed;
            flushed += filled.byteSize();
            if (file == null && flushed + coming <= Payloads.MEMORY_BYTES) {
                return growMemory(Math.max(2 * flushed, flushed + coming));
            }
            RandomAccessFile open = file;
            if (open == null) {
                open = Payloads.unnamedFile();
                file = open;
                // All that came before is still in memory, before what is new.
                open.write(memory.asSlice(0, before).toArray(ValueLayout.JAVA_BYTE));
                open.write(filled.toArray(ValueLayout.JAVA_BYTE));
                memory = MemorySegment.ofArray(new byte[CHUNK_BYTES]);
            } else {
                open.write(filled.toArray(ValueLayout.JAVA_BYTE));
            }
            return memory;
        } catch (IOException e) {
            throw new PayloadLimitException(
                    "a payload of more than "
                            + flushed
                            + " bytes cannot be written to a temporary file: "
                            + e.getMessage(),
                    e);
        }
    }

    private MemorySegment growMemory(long bytes) {
        MemorySegment larger =
                MemorySegment.ofArray(new byte[(int) Math.min(bytes, Payloads.MEMORY_BYTES)]);
        MemorySegment.copy(memory, 0, larger, 0, flushed);
        memory = larger;
        return larger.asSlice(flushed);
    }

    /** All of the payload. Nothing is written any more. */
    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    MemorySegment complete() {
        RandomAccessFile open = file;
        if (open == null) {
            return memory.asSlice(0, writer.size());
        }
        boolean interrupted = Thread.interrupted();
        try {
            open.write(writer.unflushed().toArray(ValueLayout.JAVA_BYTE));
            Arena arena = Arena.ofShared();
            mapping = arena;
            return open.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, open.length(), arena);
        } catch (IOException e) {
            throw new PayloadLimitException(
                    "a payload of "
                            + writer.size()
                            + " bytes cannot be written to a temporary file: "
                            + e.getMessage(),
                    e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Drops the payload. Idempotent. */
    @Override
    public void close() {
        Arena arena = mapping;
        mapping = null;
        if (arena != null) {
            arena.close();
        }
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
