package org.sempool.shm;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The layout of the shared memory: the only file that knows offsets.
 *
 * <pre>
 *  the segment                          one queue
 *  +------------------------+ 0         +---------------------------+ 0
 *  | magic            long  |           | freeHint   (qii)     int  |  jobs
 *  | version          int   |           +---------------------------+ 128
 *  | slots            int   |           | fullHint (qjj), overtaken |  jobs
 *  | slotBytes        int   |           +---------------------------+ 256
 *  | workers          int   |           | freeSleepers   OwnerSet   |
 *  | semaphore kind   int   |           +---------------------------+ 384
 *  | chunks           int   |           | fullSleepers   OwnerSet   |
 *  | chunkBytes       int   |           +---------------------------+ 512
 *  +------------------------+ 128       | free semaphore (isem)     |  jobs
 *  | jobsEnded        int   |           +---------------------------+ 640
 *  | spill directory 3 ints |           | full semaphore (osem)     |
 *  +------------------------+ 256       +---------------------------+ 768
 *  | end of each turn to    |           | roomSleepers   OwnerSet   |
 *  | spin       long each   |           +---------------------------+ 896
 *  +------------------------+ 4096      | room semaphore            |
 *  | process of each worker |           +---------------------------+ 1024
 *  +------------------------+ 8192      | notes of each owner       |
 *  | jobs queue             |           +---------------------------+
 *  +------------------------+           | marks, free   SlotMarks   |  jobs
 *  | results queue          |           | marks, full   SlotMarks   |  jobs
 *  +------------------------+           +---------------------------+
 *                                       | isem of each lane         |  results
 *  the payload memory, another file     +---------------------------+
 *  +------------------------+           | chunk words    long each  |
 *  | chunks of the jobs     |           +---------------------------+
 *  | chunks of the results  |           | slot 0                    |
 *  +------------------------+           | slot 1 ...                |
 *                                       +---------------------------+
 *
 *  the slots of the jobs queue are a ring          | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
 *  those of the results are a ring per worker      | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
 *                                                  '-- worker 1 --''-- worker 2 --'
 *
 *  one slot (an odd number of cache lines, so that the state words spread over the cache's sets)
 *  +--------+--------+--------+----------------+---------------------+
 *  | state  | jobId  | length | attempt | kind | payload ...         |
 *  | long   | long   | int    | 3 bytes | byte | slotBytes           |
 *  +--------+--------+--------+----------------+---------------------+
 *  0        8        16       20               24
 * </pre>
 *
 * <p>Memory order:
 *
 * <ul>
 *   <li><i>magic</i>: written last when the segment is made, with release; read first, with
 *       acquire. The fields after it never change.
 *   <li><i>jobsEnded</i>: volatile, changes from 0 to 1 once.
 *   <li><i>spill directory</i>: the number of requests by workers (atomic add), the number of
 *       requests that the coordinator has answered (volatile), and, written before that, why it
 *       could not make the directory, or 0 (opaque).
 *   <li><i>turns to spin</i>: begun and ended by compare-and-set, see {@link Spinning}.
 *   <li><i>marks</i>: atomic read-modify-write, read volatile, see {@link SlotMarks}.
 *   <li><i>sleepers</i>: atomic read-modify-write, read volatile.
 *   <li><i>hints</i>: written with release; the other side reads them with acquire, to keep the
 *       order of the messages of one owner. They say where to look first and may be wrong.
 *   <li><i>overtaken</i>, beside fullHint: 1 + a slot that was published after takers had passed
 *       it, or 0. Set by compare-and-set or volatile store, cleared by the taker; also a hint.
 *   <li><i>process</i>: opaque, written by the worker when it attaches and by repair; only for
 *       inspection from outside.
 *   <li><i>lastTried</i>, an owner's note: opaque, written by its owner before it tries to claim a
 *       full slot in a search, so that the slot that it has claimed is found without checking every
 *       slot; only in the jobs queue.
 *   <li><i>waits</i>, beside lastTried: opaque, incremented by a worker before and after it waits
 *       for a slot for a result, so odd meanwhile; only in the jobs queue. Cleared by repair.
 *   <li><i>leaving</i>, beside it: opaque, set by a worker whose process has begun to end; only in
 *       the jobs queue. Cleared by repair.
 *   <li><i>draft</i>, also a note: which slot of its lane a worker writes to; only in the results
 *       queue. Written with release, read with acquire, see {@link LaneWriter}.
 *   <li><i>state</i>: jobs are claimed by compare-and-set; every other change is a store with
 *       release by the only thread that may change the word then. Read with acquire. {@link
 *       SemaphoreQueue} and {@link ResultLanes} say where a fence follows.
 *   <li><i>chunk words</i>: claimed by compare-and-set, changed by their owner with a volatile
 *       store, read volatile, see {@link PayloadMemory}.
 *   <li><i>jobId ... payload</i>: plain; written and read only by the owner of the slot. (Others
 *       only peek, at jobId with acquire, and check the state word afterwards.)
 * </ul>
 *
 * @param base where the queue begins
 * @param inLanes whether each worker has a ring of slots of its own, instead of one for all
 * @param size how large its parts are
 */
record QueueLayout(long base, boolean inLanes, Dimensions size) {
    /** "SEMPOOL" and a line feed, as a little-endian number. */
    static final long MAGIC_VALUE = 0x0A4C4F4F504D4553L;

    /** Changes with every change to this file. */
    static final int VERSION_VALUE = 12;

    static final long MAGIC = 0;
    static final long VERSION = 8;
    static final long SLOTS = 12;
    static final long SLOT_BYTES = 16;
    static final long WORKERS = 20;
    static final long SEMAPHORE_KIND = 24;
    static final long CHUNKS = 28;
    static final long CHUNK_BYTES = 32;
    static final long JOBS_ENDED = 128;
    static final long SPILL_ASKED = 132;
    static final long SPILL_ANSWERED = 136;
    static final long SPILL_REFUSAL = 140;
    static final long SPINNERS = 256;
    private static final long PROCESSES = 4096;

    /** The most threads that may spin at the same time. */
    static final int MOST_SPINNERS = (int) (PROCESSES - SPINNERS) / Long.BYTES;

    static final long HEADER_BYTES = 8192;

    /** Two cache lines: processors fetch lines in pairs, so this much keeps neighbours apart. */
    static final long APART = 128;

    /** The room for one semaphore. */
    static final long SEMAPHORE_BYTES = APART;

    static final long OWNER_SET_BYTES = APART;

    /** The coordinator and each worker have a bit in each owner set. */
    static final int MAX_WORKERS = (int) OWNER_SET_BYTES * Byte.SIZE - 1;

    /** The offsets of a slot's other fields from its state. */
    static final long JOB_ID = 8;

    static final long LENGTH = 16;

    /** The attempt, and in the lowest ten bits the message's flags and kind. */
    static final long ATTEMPT_AND_KIND = 20;

    static final long PAYLOAD = 24;
    static final int CACHE_LINE = 64;

    private static final long LAST_TRIED = 2 * APART + 3 * OWNER_SET_BYTES + 3 * SEMAPHORE_BYTES;

    static QueueLayout jobs(Dimensions size) {
        return new QueueLayout(HEADER_BYTES, false, size);
    }

    static QueueLayout results(Dimensions size) {
        return new QueueLayout(jobs(size).end(), true, size);
    }

    /** The size of a segment, in bytes. */
    static long segmentBytes(Dimensions size) {
        return results(size).end();
    }

    /** The number of slots for messages. */
    int slots() {
        return inLanes ? size.laneSlots() * size.workers() : size.slots();
    }

    /** The first slot of a worker's lane. */
    int firstOfLane(int worker) {
        return (worker - 1) * size.laneSlots();
    }

    int slotBytes() {
        return size.slotBytes();
    }

    int workers() {
        return size.workers();
    }

    /** The process id of a worker, 0 if there is none. */
    static long process(int worker) {
        return PROCESSES + (long) worker * Integer.BYTES;
    }

    long freeHint() {
        return base;
    }

    long fullHint() {
        return base + APART;
    }

    /** In the hint's cache line, which takers read anyway. */
    long overtaken() {
        return fullHint() + Integer.BYTES;
    }

    long freeSleepers() {
        return base + 2 * APART;
    }

    long fullSleepers() {
        return base + 3 * APART;
    }

    long freeSemaphore() {
        return base + 4 * APART;
    }

    long fullSemaphore() {
        return freeSemaphore() + SEMAPHORE_BYTES;
    }

    /** The owners that sleep until there is room in the payload memory. */
    long roomSleepers() {
        return fullSemaphore() + SEMAPHORE_BYTES;
    }

    long roomSemaphore() {
        return roomSleepers() + OWNER_SET_BYTES;
    }

    long lastTried(int owner) {
        return base + LAST_TRIED + (long) owner * CACHE_LINE;
    }

    /** In the cache line with the owner's notes. */
    long waits(int owner) {
        return lastTried(owner) + Integer.BYTES;
    }

    long leaving(int owner) {
        return lastTried(owner) + 2 * Integer.BYTES;
    }

    long draft(int owner) {
        return lastTried(owner) + 2 * Long.BYTES;
    }

    /** A long for each block, which says whether one of its slots may be free. */
    long freeMarks() {
        return aligned(lastTried(workers() + 1));
    }

    /** The same for full slots. */
    long fullMarks() {
        return freeMarks() + marksBytes();
    }

    private long marksBytes() {
        return inLanes ? 0 : aligned((((slots() - 1L) >>> blockShift()) + 1) * Long.BYTES);
    }

    /** On which a worker sleeps until its lane has a free slot. */
    long laneSemaphore(int worker) {
        return fullMarks() + marksBytes() + (worker - 1) * SEMAPHORE_BYTES;
    }

    /** All semaphores for free slots: one, or one for each lane. */
    LongStream freeSemaphores() {
        return inLanes
                ? IntStream.rangeClosed(1, workers()).mapToLong(this::laneSemaphore)
                : LongStream.of(freeSemaphore());
    }

    LongStream semaphores() {
        return LongStream.concat(freeSemaphores(), LongStream.of(fullSemaphore(), roomSemaphore()));
    }

    /** A word for each chunk of the payload memory, see {@link PayloadMemory}. */
    long chunkWords() {
        return laneSemaphore(inLanes ? workers() + 1 : 1);
    }

    /**
     * A block has 64 slots; in large queues about as many as there are blocks, to keep both few.
     */
    int blockShift() {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(slots() - 1);
        return Math.max(6, (bits + 1) / 2);
    }

    long state(int slot) {
        return chunkWords() + aligned((long) size.chunks() * Long.BYTES) + slot * stride();
    }

    /** The distance from one slot to the next. */
    long stride() {
        long lines = (PAYLOAD + slotBytes() + CACHE_LINE - 1) / CACHE_LINE;
        return (lines | 1) * CACHE_LINE;
    }

    private long end() {
        return aligned(state(slots()));
    }

    private static long aligned(long offset) {
        return (offset + APART - 1) / APART * APART;
    }
}
