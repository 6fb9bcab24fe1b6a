package org.sempool.chronicle;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.DiskSpace;
import org.sempool.spi.JobKey;
import org.sempool.wire.MessageKind;

/**
 * The only writer of a log. It reserves space on the disk before Chronicle writes to them.
 *
 * <p>Chronicle begins a new file by its clock, and writes to it at once. So this class gives it a
 * clock that advances only here, once space for the next file is reserved, under the name by which
 * Chronicle adopts precreated files. The clock shows the time since the log was begun, not the time
 * of day, which may be set.
 *
 * <p>For one thread at a time.
 */
final class LogWriter implements AutoCloseable {
    private static final String MADE_BEFORE = ".precreated";
    private static final long LEAST_RESERVED = 1 << 18;
    private static final long MOST_RESERVED = 8 << 20;

    /** The size of a table of indexes in Chronicle, without its entries. */
    private static final int TABLE_HEADER = 4096;

    private final Path directory;
    private final long session;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private final RollCycle rollCycle;
    private final DateTimeFormatter date;
    private final DateTimeFormatter timeOfDay;
    private final MemorySegment header = Arena.ofAuto().allocate(RecordHeader.BYTES, Long.BYTES);
    private final PointerBytesStore headerView = new PointerBytesStore();

    /** How far beyond a message Chronicle may write, for its tables of indexes. */
    private final long tables;

    private final long begun = System.nanoTime();
    private volatile long now;
    private int cycle = Integer.MIN_VALUE;
    private @Nullable Path file;
    private long written;
    private long reserved;

    /**
     * Opens a new log.
     *
     * @throws DiskSpace.FullException if there is no room for its first file
     */
    LogWriter(Path directory, long session) throws IOException {
        this.directory = directory;
        this.session = session;
        this.now = Logs.FIRST_MILLIS;
        this.queue = Logs.create(directory, () -> now);
        this.rollCycle = queue.rollCycle();
        this.tables = 2L * (rollCycle.defaultIndexCount() * Long.BYTES + TABLE_HEADER);
        // Chronicle's own names have no words, and the digits 0 to 9 in every locale.
        String[] format = rollCycle.format().split("-", 2);
        this.date = DateTimeFormatter.ofPattern(format[0], Locale.ROOT);
        this.timeOfDay = DateTimeFormatter.ofPattern(format[1], Locale.ROOT);
        headerView.set(header.address(), RecordHeader.BYTES);
        try {
            this.appender = Logs.appender(queue);
            reserve(0);
        } catch (IOException | RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /**
     * Appends a message, of a {@linkplain RecordHeader#kind(MessageKind, int) kind with flags};
     * {@code published} gets its index before any process can read it.
     */
    void append(
            JobKey key,
            long jobId,
            int attempt,
            int kind,
            int place,
            int generation,
            PayloadBuffer payload,
            LongConsumer published)
            throws IOException {
        reserve(RecordHeader.BYTES + payload.payload().byteSize());
        RecordHeader.write(
                header, session, key, jobId, attempt, kind, place, generation, payload.payload());
        try (DocumentContext document = appender.writingDocument()) {
            try {
                Bytes<?> bytes = Message.bytes(document);
                bytes.write(headerView);
                payload.writeTo(bytes);
                written = bytes.writePosition();
                published.accept(document.index());
            } catch (Throwable notWritten) {
                document.rollbackOnClose();
                throw notWritten;
            }
        }
    }

    /** Ensures that there is space for a message of so many bytes. */
    private void reserve(long bytes) throws IOException {
        long time = Logs.FIRST_MILLIS + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        int current = rollCycle.current(() -> time, 0);
        if (current > cycle) {
            Path next = directory.resolve(nameOf(current) + Logs.FILE_SUFFIX);
            long first = 2 * tables + bytes + LEAST_RESERVED;
            DiskSpace.reserve(directory.resolve(nameOf(current) + MADE_BEFORE), 0, first);
            now = time;
            cycle = current;
            file = next;
            written = tables;
            reserved = first;
        }
        long needed = written + bytes + tables;
        Path growing = file;
        if (needed > reserved && growing != null) {
            long more = Math.clamp(reserved / 8, LEAST_RESERVED, MOST_RESERVED);
            long upTo = Math.max(needed, reserved + more);
            DiskSpace.reserve(growing, reserved, upTo - reserved);
            reserved = upTo;
        }
    }

    private String nameOf(int wanted) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds((long) wanted * rollCycle.lengthInMillis());
        LocalDate day = LocalDate.ofEpochDay(TimeUnit.SECONDS.toDays(seconds));
        LocalTime time = LocalTime.ofSecondOfDay(seconds % TimeUnit.DAYS.toSeconds(1));
        return date.format(day) + "-" + timeOfDay.format(time);
    }

    /** The end of the last message in its file. */
    long written() {
        return written;
    }

    /** The cycle of the last message. */
    int cycle() {
        return appender.cycle();
    }

    @Nullable File currentFile() {
        return appender.currentFile();
    }

    int cycleOf(long index) {
        return rollCycle.toCycle(index);
    }

    @Override
    public void close() {
        queue.close();
    }
}
