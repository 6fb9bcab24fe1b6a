package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.PrivateDirectory;
import org.sempool.process.Errno;
import org.sempool.process.NativeAccess;

/**
 * The mapped file with both queues, as drawn in {@link QueueLayout}.
 *
 * <p>All of it is written before it is mapped. Otherwise a page that the file system cannot provide
 * would cause a SIGBUS in whichever process first accesses it.
 *
 * <p>The garbage collector unmaps it, so that a thread that still waits in it, or accesses it late,
 * does not crash.
 */
final class Segment {
    static final String FILE = "segment";
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final int WRITE_BYTES = 64 * 1024;

    private final MemorySegment memory;
    private final SemaphoreQueue jobs;
    private final ResultLanes results;
    private final Spinning spinning;
    private final Dimensions size;
    private final SemaphoreKind kind;
    private final PayloadFile payloads;

    private Segment(MemorySegment memory, PayloadFile payloads, boolean isNew) {
        this.memory = memory;
        this.payloads = payloads;
        this.size = Dimensions.read(memory);
        this.kind =
                SemaphoreKind.ofCode(memory.get(JAVA_INT, QueueLayout.SEMAPHORE_KIND))
                        .orElseThrow();
        this.spinning = Spinning.whileCoresAreSpare(new SharedWords(memory), QueueLayout.SPINNERS);
        QueueLayout jobsLayout = QueueLayout.jobs(size);
        QueueLayout resultsLayout = QueueLayout.results(size);
        if (isNew) {
            make(jobsLayout);
            make(resultsLayout);
        }
        this.jobs =
                new SemaphoreQueue(
                        memory,
                        jobsLayout,
                        semaphore(jobsLayout.freeSemaphore()),
                        semaphore(jobsLayout.fullSemaphore()),
                        spinning);
        this.results = new ResultLanes(memory, resultsLayout, this::semaphore, spinning);
    }

    private void make(QueueLayout layout) {
        layout.semaphores().forEach(offset -> kind.make(place(offset), 0));
    }

    private Semaphore semaphore(long offset) {
        return kind.attach(place(offset));
    }

    private MemorySegment place(long offset) {
        return memory.asSlice(offset, QueueLayout.SEMAPHORE_BYTES);
    }

    /** Makes the segment of a new pool. */
    static Segment create(PrivateDirectory directory, Dimensions size, SemaphoreKind kind)
            throws IOException {
        return create(directory, PayloadFile.create(directory, size), size, kind);
    }

    /** The same, with a payload memory that was already made. */
    static Segment create(
            PrivateDirectory directory, PayloadFile payloads, Dimensions size, SemaphoreKind kind)
            throws IOException {
        long bytes = QueueLayout.segmentBytes(size);
        try (FileChannel file = directory.newFile(FILE)) {
            try {
                writeZeros(file, bytes, directory.path());
            } catch (IOException e) {
                // Before the caller removes the file, whose size counts as free.
                throw explain(e, bytes, file.size(), size, directory.path());
            }
            MemorySegment memory = file.map(READ_WRITE, 0, bytes, Arena.ofAuto());
            try {
                return create(memory, payloads, size, kind);
            } catch (RuntimeException | Error e) {
                // It stays mapped until the garbage collector runs, but nothing reads it.
                file.truncate(0);
                throw e;
            }
        }
    }

    private static Segment create(
            MemorySegment memory, PayloadFile payloads, Dimensions size, SemaphoreKind kind) {
        memory.set(JAVA_INT, QueueLayout.VERSION, QueueLayout.VERSION_VALUE);
        size.write(memory);
        memory.set(JAVA_INT, QueueLayout.SEMAPHORE_KIND, kind.code());
        Segment segment = new Segment(memory, payloads, true);
        LONG.setRelease(memory, QueueLayout.MAGIC, QueueLayout.MAGIC_VALUE);
        return segment;
    }

    /** Maps the segment of a pool after checking it. */
    static Segment attach(Path directory) throws IOException {
        PrivateDirectory.verify(directory);
        Path path = directory.resolve(FILE);
        try (FileChannel file = FileChannel.open(path, READ, WRITE, NOFOLLOW_LINKS)) {
            MemorySegment memory = file.map(READ_WRITE, 0, file.size(), Arena.ofAuto());
            checkHeader(path, memory);
            return new Segment(
                    memory, PayloadFile.attach(directory, Dimensions.read(memory)), false);
        }
    }

    /** Checks the file's header. */
    static void checkHeader(Path path, MemorySegment memory) throws IOException {
        if (memory.byteSize() < QueueLayout.HEADER_BYTES) {
            throw unusable(path, "bytes=" + memory.byteSize() + " is too short for a header");
        }
        if ((long) LONG.getAcquire(memory, QueueLayout.MAGIC) != QueueLayout.MAGIC_VALUE) {
            throw unusable(path, "it does not begin like a pool's segment");
        }
        int version = memory.get(JAVA_INT, QueueLayout.VERSION);
        if (version != QueueLayout.VERSION_VALUE) {
            throw unusable(
                    path,
                    "version="
                            + version
                            + ", this program knows version="
                            + QueueLayout.VERSION_VALUE
                            + "; run coordinator and workers from the same release");
        }
        Dimensions size = Dimensions.read(memory);
        int kind = memory.get(JAVA_INT, QueueLayout.SEMAPHORE_KIND);
        if (SemaphoreKind.ofCode(kind).isEmpty() || !size.match(memory.byteSize())) {
            throw unusable(
                    path,
                    size
                            + ", semaphore kind="
                            + kind
                            + " do not match its bytes="
                            + memory.byteSize());
        }
    }

    private static IOException unusable(Path path, String why) {
        return new FileSystemException(path.toString(), null, "not a usable segment: " + why);
    }

    /**
     * Claims all of the room, so that no other process can take it before it is used. A file that
     * cannot fit is refused before it drives other processes out of memory.
     */
    private static void writeZeros(FileChannel file, long bytes, Path directory)
            throws IOException {
        if (bytes > DiskSpace.most(directory)) {
            throw new FileSystemException(directory.toString(), null, Errno.ENOSPC.words());
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect(WRITE_BYTES);
        long left = bytes;
        while (left > 0) {
            zeros.clear().limit((int) Math.min(left, WRITE_BYTES));
            left -= file.write(zeros);
        }
    }

    private static IOException explain(
            IOException cause, long bytes, long held, Dimensions size, Path directory) {
        Errno errno = Errno.of(cause);
        String place = "the queues need " + bytes + " bytes in " + directory.getParent();
        if (errno == Errno.EFBIG) {
            return new IOException(
                    place
                            + ", and this process may not make a file of that size (ulimit -f);"
                            + " raise that limit, or "
                            + askForLess(size)
                            + ": "
                            + errno.words(),
                    cause);
        }
        if (!errno.isNoRoom()) {
            return new IOException(
                    place + ", which cannot be written: " + cause.getMessage(), cause);
        }
        long free = DiskSpace.free(directory);
        return new IOException(
                place
                        + (free < 0 ? "" : ", where " + (free + held) + " are free")
                        + "; make room there, or "
                        + askForLess(size)
                        + ", or for another place (transport option \"directory\"): "
                        + errno.words(),
                cause);
    }

    private static String askForLess(Dimensions size) {
        return "ask for fewer or smaller slots, or fewer workers, than two queues with queue="
                + size.slots()
                + ", workers="
                + size.workers()
                + " and slotBytes="
                + size.slotBytes()
                + " need";
    }

    SemaphoreQueue jobs() {
        return jobs;
    }

    ResultLanes results() {
        return results;
    }

    /** Where an owner puts large jobs, or finds them. */
    LargePayloads largeJobs(SpillFiles files, int owner) {
        return new LargePayloads(jobsMemory(owner), room(jobs.layout(), owner), files);
    }

    /** Where an owner puts large results, or finds them. */
    LargePayloads largeResults(SpillFiles files, int owner) {
        return new LargePayloads(resultsMemory(owner), room(results.layout(), owner), files);
    }

    private RoomWait room(QueueLayout layout, int owner) {
        return new RoomWait(
                new OwnerSet(memory, layout.roomSleepers(), layout.workers()),
                semaphore(layout.roomSemaphore()),
                owner);
    }

    /** An owner's view of the payload memory of the jobs. */
    PayloadMemory jobsMemory(int owner) {
        return new PayloadMemory(memory, jobs.layout(), jobs.table(), payloads, 0, owner);
    }

    /** An owner's view of the payload memory of the results. */
    PayloadMemory resultsMemory(int owner) {
        return new PayloadMemory(
                memory, results.layout(), results.table(), payloads, size.payloadBytes(), owner);
    }

    int workers() {
        return size.workers();
    }

    MemorySegment memory() {
        return memory;
    }

    /** Notes the process id of a worker for inspection from outside; 0 if it is gone. */
    void noteProcess(int worker, long pid) {
        INT.setOpaque(memory, QueueLayout.process(worker), (int) pid);
    }

    void endJobs() {
        INT.setVolatile(memory, QueueLayout.JOBS_ENDED, 1);
        jobs.wakeTakers();
    }

    boolean jobsEnded() {
        return (int) INT.getVolatile(memory, QueueLayout.JOBS_ENDED) != 0;
    }

    /** Asks the coordinator for the spill directory; returns the number of the request. */
    int askForSpillDirectory() {
        return 1 + (int) INT.getAndAdd(memory, QueueLayout.SPILL_ASKED, 1);
    }

    /** Whether the coordinator has answered a request, by making the directory or refusing to. */
    boolean hasAnswered(int question) {
        return (int) INT.getVolatile(memory, QueueLayout.SPILL_ANSWERED) - question >= 0;
    }

    /** Why the coordinator could not make the directory; null if it has. */
    @Nullable Errno spillRefusal() {
        int refusal = (int) INT.getOpaque(memory, QueueLayout.SPILL_REFUSAL);
        return refusal == 0 ? null : Errno.of(refusal);
    }

    /** Answers all requests of workers so far. For one thread of the coordinator. */
    void answerSpillQuestions(SpillDirectory spillDirectory) {
        int asked = (int) INT.getVolatile(memory, QueueLayout.SPILL_ASKED);
        if (hasAnswered(asked)) {
            return;
        }
        int refusal = 0;
        try {
            var _ = spillDirectory.make();
        } catch (IOException e) {
            refusal = Errno.of(e).number();
        }
        INT.setOpaque(memory, QueueLayout.SPILL_REFUSAL, refusal);
        INT.setVolatile(memory, QueueLayout.SPILL_ANSWERED, asked);
    }

    /**
     * Returns the memory to the system, whatever its content. It stays mapped, and reads as zeros,
     * until this process no longer refers to it. Without native calls it is returned only then.
     */
    void discard() {
        if (NativeAccess.isAllowed()) {
            LibC.Memory.discard(memory);
        }
        payloads.discard(0, payloads.memory().byteSize());
    }
}
