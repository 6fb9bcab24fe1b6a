package org.sempool.progress;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.PrivateDirectory;

/**
 * A file in the pool's directory in which each worker shows how far its job is. Every worker has a
 * cell of its own, in which only the latest report stands:
 *
 * <pre>
 *     0  int     sequence, odd while the cell is being written
 *     4  int     attempt
 *     8  long    job id, 0 if there is no report
 *    16  double  fraction, or -1 if the handler has reported nothing
 *    24  int     length of the name
 *    28  int     length of the message
 *    32  name, in UTF-8
 *   128  message, in UTF-8
 * </pre>
 *
 * <p>A reader that finds an odd sequence, or one that changes while it reads, tries again a few
 * times and then reports nothing: the writer may have been killed in the middle. The next worker
 * with that number makes the cell readable again with its first report. Until then the cell may
 * name a job of its predecessor, so a reader compares the job and the attempt with what the worker
 * holds.
 */
public final class ProgressBoard {
    /** The file's name. */
    public static final String FILE = "progress";

    /** The longest name that is kept, in bytes. */
    static final int NAME_BYTES = 96;

    /** The longest message that is kept, in bytes. */
    static final int MESSAGE_BYTES = 128;

    private static final int CELL_BYTES = 256;
    private static final int ATTEMPT = 4;
    private static final int JOB_ID = 8;
    private static final int FRACTION = 16;
    private static final int NAME_LENGTH = 24;
    private static final int MESSAGE_LENGTH = 28;
    private static final int NAME = 32;
    private static final int MESSAGE = NAME + NAME_BYTES;

    private static final int MOST_LOOKS = 20;
    private static final VarHandle SEQUENCE = JAVA_INT.varHandle();

    private final MemorySegment memory;

    private ProgressBoard(MemorySegment memory) {
        this.memory = memory;
    }

    /**
     * Creates the file.
     *
     * @param directory the pool's directory
     * @param workers how many workers there are at most
     */
    public static ProgressBoard create(Path directory, int workers) throws IOException {
        try (FileChannel file = PrivateDirectory.newFile(directory, FILE)) {
            // Written, not only mapped: a file without memory would kill who writes to it when
            // there is no room left.
            ByteBuffer empty = ByteBuffer.allocate(workers * CELL_BYTES);
            while (empty.hasRemaining()) {
                var _ = file.write(empty);
            }
            return new ProgressBoard(map(file, MapMode.READ_WRITE));
        }
    }

    /** Opens the file for a worker. */
    public static ProgressBoard attach(Path directory) throws IOException {
        try (FileChannel file =
                FileChannel.open(directory.resolve(FILE), READ, WRITE, NOFOLLOW_LINKS)) {
            return new ProgressBoard(map(file, MapMode.READ_WRITE));
        }
    }

    /** Opens the file only to read it. */
    public static ProgressBoard look(Path directory) throws IOException {
        try (FileChannel file = FileChannel.open(directory.resolve(FILE), READ, NOFOLLOW_LINKS)) {
            return new ProgressBoard(map(file, MapMode.READ_ONLY));
        }
    }

    private static MemorySegment map(FileChannel file, MapMode mode) throws IOException {
        // Small, and read by threads that may outlive the pool: the collector unmaps it.
        return file.map(mode, 0, file.size(), Arena.ofAuto());
    }

    /** How many workers have a cell. */
    public int workers() {
        return (int) (memory.byteSize() / CELL_BYTES);
    }

    private static long cell(int worker) {
        return (worker - 1L) * CELL_BYTES;
    }

    /** Changes whenever a worker reports something. */
    public int sequence(int worker) {
        return (int) SEQUENCE.getOpaque(memory, cell(worker));
    }

    /** What a worker has reported last, or null if that is nothing, or cannot be read now. */
    public @Nullable ProgressEntry read(int worker) {
        long cell = cell(worker);
        for (int look = 0; look < MOST_LOOKS; look++) {
            int before = (int) SEQUENCE.getAcquire(memory, cell);
            if (before % 2 == 0) {
                ProgressEntry entry = copy(cell);
                VarHandle.acquireFence();
                if (sequence(worker) == before) {
                    return entry;
                }
            }
            Thread.onSpinWait();
        }
        return null;
    }

    /** The fields as they are; they may be torn. */
    private @Nullable ProgressEntry copy(long cell) {
        long jobId = memory.get(JAVA_LONG, cell + JOB_ID);
        if (jobId == 0) {
            return null;
        }
        String name = text(cell + NAME, memory.get(JAVA_INT, cell + NAME_LENGTH), NAME_BYTES);
        return new ProgressEntry(
                jobId,
                memory.get(JAVA_INT, cell + ATTEMPT),
                name.isEmpty() ? null : name,
                memory.get(JAVA_DOUBLE, cell + FRACTION),
                text(cell + MESSAGE, memory.get(JAVA_INT, cell + MESSAGE_LENGTH), MESSAGE_BYTES));
    }

    private String text(long at, int length, int most) {
        byte[] bytes = memory.asSlice(at, Math.clamp(length, 0, most)).toArray(JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Shows a report in place of the last one. Only one thread of the worker may do so at a time.
     *
     * @param name the job's name, in UTF-8
     * @param message what the job is doing, in UTF-8
     */
    void write(int worker, long jobId, int attempt, byte[] name, double fraction, byte[] message) {
        long cell = cell(worker);
        int last = sequence(worker);
        // A predecessor may have left it odd.
        int writing = last % 2 == 0 ? last + 1 : last + 2;
        SEQUENCE.setOpaque(memory, cell, writing);
        VarHandle.releaseFence();
        memory.set(JAVA_INT, cell + ATTEMPT, attempt);
        memory.set(JAVA_LONG, cell + JOB_ID, jobId);
        memory.set(JAVA_DOUBLE, cell + FRACTION, fraction);
        put(cell + NAME, cell + NAME_LENGTH, name);
        put(cell + MESSAGE, cell + MESSAGE_LENGTH, message);
        SEQUENCE.setRelease(memory, cell, writing + 1);
    }

    private void put(long at, long lengthAt, byte[] text) {
        memory.set(JAVA_INT, lengthAt, text.length);
        MemorySegment.copy(text, 0, memory, JAVA_BYTE, at, text.length);
    }
}
