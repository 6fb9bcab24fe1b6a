package org.sempool.chronicle;

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
import org.sempool.claim.StateWord;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.Step;

/**
 * Says which worker has which job, in a file that all processes map. Later sessions do not read it.
 *
 * <pre>
 *  +------------------------+ 0       one worker (two cache lines)      one place
 *  | magic            long  |         +--------------------------+      +------------------+
 *  | workers, slots   int   |         | life                int  |      | word       long  |
 *  +------------------------+ 128     | cycle               int  |      | jobId      long  |
 *  | jobsEnded        int   |         | published           long |      | index      long  |
 *  | missing (at 136) long  |         | waits               int  |      | attempt    int   |
 *  +------------------------+ 256     | leaving             int  |      +------------------+ 32
 *  | returns          long  |         +--------------------------+ 64
 *  +------------------------+ 384     | taken               long |
 *  | worker 1 ...           |         +--------------------------+
 *  |                        |         a word is a StateWord
 *  +------------------------+
 *  | place 0 ...            |
 *  +------------------------+
 *
 *  FREE -> WRITING -> FULL -> CLAIMED -> FREE, in the next generation
 *                               '-----> PUT_BACK -> CLAIMED ...
 * </pre>
 *
 * <p>Each job has a place until it is done, so the number of places bounds the jobs in flight. The
 * generation in the word distinguishes one job in a place from the next. Readers of the log have
 * already passed a PUT_BACK job, so workers find it by searching the places.
 *
 * <p>Memory order: words by compare-and-set and volatile stores; <i>index</i>, <i>jobId</i> and
 * <i>attempt</i> plain, by the owner of the word; <i>published</i>, <i>taken</i> and <i>cycle</i>
 * release and acquire; the rest volatile. Thread-safe.
 */
@SuppressWarnings("MustBeClosedChecker") // close() closes the arena
final class ClaimTable implements AutoCloseable {
    /** No place. */
    static final int NONE = -1;

    static final int FREE = 0;
    static final int WRITING = 1;
    static final int FULL = 2;
    static final int CLAIMED = 3;
    static final int PUT_BACK = 4;

    /** Reported instead of a number of bytes. */
    static final long DAMAGED = -1;

    static final String FILE = "claims";

    /** "SEMPCLM" and a line feed, as a little-endian number. */
    private static final long MAGIC_VALUE = 0x0A4D4C43504D4553L;

    private static final int WORKERS = 8;
    private static final int SLOTS = 12;
    private static final long JOBS_ENDED = 128;
    private static final long MISSING = 136;
    private static final long RETURNS = 256;
    private static final long FIRST_WORKER = 384;
    private static final long WORKER_BYTES = 128;
    private static final long LIFE = 0;
    private static final long CYCLE = 4;
    private static final long PUBLISHED = 8;
    private static final long WAITS = 16;
    private static final long LEAVING = 20;
    private static final long TAKEN = 64;
    private static final long PLACE_BYTES = 32;
    private static final long JOB_ID = 8;
    private static final long INDEX = 16;
    private static final long ATTEMPT = 24;
    private static final VarHandle LONG_HANDLE = JAVA_LONG.varHandle();
    private static final VarHandle INT_HANDLE = JAVA_INT.varHandle();

    private final Arena arena;
    private final MemorySegment memory;
    private final int workers;
    private final int slots;

    private ClaimTable(Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.memory = memory;
        this.workers = memory.get(JAVA_INT, WORKERS);
        this.slots = memory.get(JAVA_INT, SLOTS);
    }

    static ClaimTable create(Path directory, int workers, int slots) throws IOException {
        try (FileChannel file = PrivateDirectory.newFile(directory, FILE)) {
            // Written, not extended, so that a full disk is an error here and not a crash later.
            ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(bytes(workers, slots)));
            while (zeros.hasRemaining()) {
                var _ = file.write(zeros);
            }
            Arena arena = Arena.ofShared();
            MemorySegment memory = file.map(READ_WRITE, 0, bytes(workers, slots), arena);
            memory.set(JAVA_INT, WORKERS, workers);
            memory.set(JAVA_INT, SLOTS, slots);
            LONG_HANDLE.setRelease(memory, 0, MAGIC_VALUE);
            ClaimTable table = new ClaimTable(arena, memory);
            for (int worker = 1; worker <= workers; worker++) {
                table.setCycle(worker, Integer.MAX_VALUE);
            }
            return table;
        }
    }

    static ClaimTable attach(Path directory) throws IOException {
        Path path = directory.resolve(FILE);
        try (FileChannel file = FileChannel.open(path, READ, WRITE, NOFOLLOW_LINKS)) {
            Arena arena = Arena.ofShared();
            try {
                MemorySegment memory = file.map(READ_WRITE, 0, file.size(), arena);
                if (memory.byteSize() < FIRST_WORKER
                        || (long) LONG_HANDLE.getAcquire(memory, 0) != MAGIC_VALUE
                        || bytes(memory.get(JAVA_INT, WORKERS), memory.get(JAVA_INT, SLOTS))
                                != memory.byteSize()) {
                    throw new FileSystemException(
                            path.toString(), null, "is not the claim table of a pool");
                }
                return new ClaimTable(arena, memory);
            } catch (IOException | RuntimeException e) {
                arena.close();
                throw e;
            }
        }
    }

    private static long bytes(int workers, int slots) {
        return FIRST_WORKER + workers * WORKER_BYTES + slots * PLACE_BYTES;
    }

    int workers() {
        return workers;
    }

    int slots() {
        return slots;
    }

    /** FREE -> WRITING, or {@link #NONE} if all places are taken. Looks first at {@code hint}. */
    int beginJob(int hint) {
        for (int i = 0; i < slots; i++) {
            int place = (hint + i) % slots;
            long word = word(place);
            if (StateWord.state(word) == FREE
                    && change(place, word, StateWord.COORDINATOR, WRITING)) {
                return place;
            }
        }
        return NONE;
    }

    /** WRITING -> FULL: any worker that reads the job at that index of the log may claim it. */
    void publishJob(int place, long jobId, long index, int attempt) {
        memory.set(JAVA_LONG, at(place) + JOB_ID, jobId);
        memory.set(JAVA_LONG, at(place) + INDEX, index);
        memory.set(JAVA_INT, at(place) + ATTEMPT, attempt);
        set(place, word(place), StateWord.COORDINATOR, FULL);
    }

    /** FULL or PUT_BACK, in this generation -> CLAIMED; or false if the job is already claimed. */
    boolean claim(int place, int generation, int state, int owner) {
        long word = word(place);
        return StateWord.generation(word) == generation
                && StateWord.state(word) == state
                && change(place, word, owner, CLAIMED);
    }

    /** CLAIMED -> PUT_BACK, for another attempt. */
    void putBack(int place, int nextAttempt) {
        memory.set(JAVA_INT, at(place) + ATTEMPT, nextAttempt);
        set(place, word(place), StateWord.COORDINATOR, PUT_BACK);
        Step.PUT_BACK.reached();
        announcePutBack();
    }

    /** Makes all workers look for PUT_BACK jobs, whether there is one or not. */
    void announcePutBack() {
        var _ = (long) LONG_HANDLE.getAndAdd(memory, RETURNS, 1L);
    }

    /** WRITING or CLAIMED -> FREE. */
    void free(int place) {
        LONG_HANDLE.setVolatile(memory, at(place), StateWord.freed(word(place)));
    }

    private boolean change(int place, long from, int owner, int state) {
        return LONG_HANDLE.compareAndSet(
                memory, at(place), from, StateWord.with(from, owner, state));
    }

    private void set(int place, long from, int owner, int state) {
        LONG_HANDLE.setVolatile(memory, at(place), StateWord.with(from, owner, state));
    }

    long word(int place) {
        return (long) LONG_HANDLE.getVolatile(memory, at(place));
    }

    /** Whether a worker has claimed this place and not released it. */
    boolean isClaimedBy(int place, int worker) {
        return StateWord.is(word(place), worker, CLAIMED);
    }

    long jobId(int place) {
        return memory.get(JAVA_LONG, at(place) + JOB_ID);
    }

    long index(int place) {
        return memory.get(JAVA_LONG, at(place) + INDEX);
    }

    int attempt(int place) {
        return memory.get(JAVA_INT, at(place) + ATTEMPT);
    }

    /** Changes whenever a job may have been put back. */
    long putBacks() {
        return (long) LONG_HANDLE.getVolatile(memory, RETURNS);
    }

    void endJobs() {
        INT_HANDLE.setVolatile(memory, JOBS_ENDED, 1);
    }

    boolean jobsEnded() {
        return (int) INT_HANDLE.getVolatile(memory, JOBS_ENDED) != 0;
    }

    /**
     * Reports how many bytes a worker has found no room for, or a damaged message ({@link
     * #DAMAGED}).
     */
    void reportBroken(long missing) {
        // The first report is the cause of the others.
        var _ = LONG_HANDLE.compareAndSet(memory, MISSING, 0L, missing);
    }

    /** What was reported, or 0. */
    long broken() {
        return (long) LONG_HANDLE.getVolatile(memory, MISSING);
    }

    /** The life of the process that has this worker number: 0 for the first, 1 for the next. */
    int life(int worker) {
        return (int) INT_HANDLE.getVolatile(memory, of(worker) + LIFE);
    }

    void beginNextLife(int worker) {
        INT_HANDLE.setVolatile(memory, of(worker) + LIFE, life(worker) + 1);
    }

    /** The oldest file of the jobs' log that a worker may still read. */
    int cycle(int worker) {
        return (int) INT_HANDLE.getAcquire(memory, of(worker) + CYCLE);
    }

    void setCycle(int worker, int cycle) {
        INT_HANDLE.setRelease(memory, of(worker) + CYCLE, cycle);
    }

    /** How many messages all processes with this worker number have published. */
    long published(int worker) {
        return (long) LONG_HANDLE.getAcquire(memory, of(worker) + PUBLISHED);
    }

    void setPublished(int worker, long count) {
        LONG_HANDLE.setRelease(memory, of(worker) + PUBLISHED, count);
    }

    /**
     * How often a worker has begun or ended a wait for room for a result: odd while it waits, and
     * even again in its next life.
     */
    int waits(int worker) {
        return (int) INT_HANDLE.getVolatile(memory, of(worker) + WAITS);
    }

    void setWaits(int worker, int waits) {
        INT_HANDLE.setVolatile(memory, of(worker) + WAITS, waits);
    }

    /** Whether a worker's process has begun to end. */
    boolean isLeaving(int worker) {
        return (int) INT_HANDLE.getVolatile(memory, of(worker) + LEAVING) != 0;
    }

    void setLeaving(int worker, boolean leaving) {
        INT_HANDLE.setVolatile(memory, of(worker) + LEAVING, leaving ? 1 : 0);
    }

    /** How many of a worker's messages the coordinator has taken and freed. */
    long taken(int worker) {
        return (long) LONG_HANDLE.getAcquire(memory, of(worker) + TAKEN);
    }

    void setTaken(int worker, long count) {
        LONG_HANDLE.setRelease(memory, of(worker) + TAKEN, count);
    }

    /** How many messages wait for the coordinator. */
    long unread() {
        long unread = 0;
        for (int worker = 1; worker <= workers; worker++) {
            unread += published(worker) - taken(worker);
        }
        return unread;
    }

    private static long of(int worker) {
        return FIRST_WORKER + (worker - 1) * WORKER_BYTES;
    }

    private long at(int place) {
        return FIRST_WORKER + workers * WORKER_BYTES + place * PLACE_BYTES;
    }

    /** Unmaps; any later use throws. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
