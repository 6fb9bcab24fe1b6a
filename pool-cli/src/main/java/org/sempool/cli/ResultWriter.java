package org.sempool.cli;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the results, whole ones unless one does not fit the buffer. If a write fails, it takes
 * back the beginning of a result where possible. A file keeps its contents until there is a result,
 * or until it is known that there is none.
 *
 * <p>Thread-safe. A write blocks as long as nobody reads, and the writing thread holds the lock:
 * only {@link #finish} and {@link #written} return nevertheless.
 */
final class ResultWriter implements AutoCloseable {
    static final int BUFFER_BYTES = 1 << 18;
    private static final int MOST_ENDS = 1 << 16;

    private final Sink sink;
    private final boolean isOwn;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES);
    private int filled;

    /** Where in the buffer results end, and other output. */
    private final int[] ends = new int[MOST_ENDS];

    /** Which of these are the ends of results. */
    private final BitSet endsOfResults = new BitSet();

    private int endsInBuffer;

    /** Bytes after the end of the last whole result that was written. */
    private long partBytes;

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong writtenOfGiven = new AtomicLong();
    private boolean begun;
    private boolean over;
    private boolean closed;

    /**
     * @param isOwn whether the sink is for the results alone: they replace its contents, and it is
     *     closed at the end
     */
    ResultWriter(Sink sink, boolean isOwn) {
        this.sink = sink;
        this.isOwn = isOwn;
    }

    /** Replaces the file's contents. */
    static ResultWriter toFile(Path file) {
        try {
            return new ResultWriter(new ResultFile(file), true);
        } catch (WriteException e) {
            throw new UsageException("cannot write --output: " + e.getMessage(), e);
        }
    }

    /** Adds to the file's contents. */
    static ResultWriter toEndOf(Path file) {
        ResultWriter writer = toFile(file);
        writer.begun = true;
        return writer;
    }

    /** Writes a result as a line. */
    synchronized void writeLine(byte[] bytes) throws IOException {
        put(bytes);
        buffer.set(JAVA_BYTE, filled, (byte) '\n');
        filled++;
        end(true);
    }

    /** Writes a result as it is. */
    synchronized void write(byte[] bytes) throws IOException {
        put(bytes);
        end(true);
    }

    /** Writes what does not count as a result, but is treated as one. */
    synchronized void writeOther(byte[] bytes) throws IOException {
        put(bytes);
        end(false);
    }

    /** Leaves room for one byte more. */
    private void put(byte[] bytes) throws IOException {
        begin();
        if (bytes.length >= BUFFER_BYTES - filled || endsInBuffer == MOST_ENDS) {
            writeBuffer();
        }
        int from = 0;
        while (from < bytes.length) {
            int count = Math.min(bytes.length - from, BUFFER_BYTES - filled);
            MemorySegment.copy(bytes, from, buffer, JAVA_BYTE, filled, count);
            from += count;
            filled += count;
            if (filled == BUFFER_BYTES) {
                writeBuffer();
            }
        }
    }

    private void end(boolean ofResult) {
        ends[endsInBuffer] = filled;
        endsOfResults.set(endsInBuffer, ofResult);
        endsInBuffer++;
        given.incrementAndGet();
    }

    /** There are no more results: writes the rest, and closes. */
    synchronized void complete() throws IOException {
        begin();
        close();
    }

    synchronized void flush() throws IOException {
        writeBuffer();
    }

    /** How many results and other outputs it was given. Does not block. */
    long given() {
        return given.get();
    }

    /** How many of these were written as a whole. Does not block. */
    long writtenOfGiven() {
        return writtenOfGiven.get();
    }

    /** How many results were written as a whole. Does not block. */
    long written() {
        return written.get();
    }

    /**
     * Writes the rest, and drops what comes later. For a program that ends, whose other threads may
     * be blocked in a write.
     *
     * @return whether all was written in that time
     * @throws IOException if the last results cannot be written
     */
    boolean finish(Duration patience) throws IOException {
        FutureTask<Void> last =
                new FutureTask<>(
                        () -> {
                            flushAndEnd();
                            return null;
                        });
        try {
            Thread.ofPlatform().daemon().name("pool-last-results").start(last);
            last.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | OutOfMemoryError nobodyReadsOrNoThread) {
            return false;
        }
    }

    private synchronized void flushAndEnd() throws IOException {
        try {
            writeBuffer();
        } finally {
            over = true;
        }
    }

    private void begin() throws IOException {
        if (!begun && !over) {
            begun = true;
            if (isOwn) {
                sink.empty();
            }
        }
    }

    private void writeBuffer() throws IOException {
        int done = 0;
        try {
            while (done < filled && !over) {
                done += (int) sink.write(buffer.asSlice(done, filled - done));
            }
            if (!over) {
                countWritten(filled);
            }
        } catch (IOException e) {
            over = true;
            countWritten(done);
            takeBackPart(e);
            throw e;
        } finally {
            filled = 0;
            endsInBuffer = 0;
        }
    }

    /** So many bytes of the buffer were written. */
    private void countWritten(int done) {
        int whole = 0;
        while (whole < endsInBuffer && ends[whole] <= done) {
            whole++;
        }
        writtenOfGiven.addAndGet(whole);
        written.addAndGet(endsOfResults.get(0, whole).cardinality());
        partBytes = whole == 0 ? partBytes + done : done - ends[whole - 1];
    }

    private void takeBackPart(IOException failure) {
        try {
            sink.takeBack(partBytes);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** What could not be written was reported when the write failed; it is not tried again. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writeBuffer();
        } finally {
            over = true;
            if (isOwn) {
                sink.close();
            }
        }
    }
}
