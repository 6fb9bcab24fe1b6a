package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * Memory for the payloads of one queue that do not fit their slots. It consists of chunks of the
 * same size; a payload lies in a run of neighbouring chunks.
 *
 * <p><b>A chunk belongs to one use of one slot</b>, which the chunk's word names: the slot, and its
 * {@link StateWord generation} during that use, from the first byte that is written. The end of the
 * use changes the generation, and with that one store all chunks of the message are free, too:
 *
 * <pre>
 *   slot 7:   generation 12                   slot 7:   generation 13
 *                 ^                                         ^
 *                 | same use: in use                        | another use: free
 *   chunk 40: generation 12, slot 7           chunk 40: generation 12, slot 7
 * </pre>
 *
 * <p>So nothing has to free the chunks of a message, and there is nothing to repair: repair frees
 * the slots of a dead process anyway, whether it was killed before, between or after its claims of
 * chunks. A chunk is claimed by a compare-and-set of its word, from a use that is over to another.
 *
 * <p>At first the file has no memory for a chunk, and accessing it could cause a SIGBUS. The first
 * use provides it:
 *
 * <pre>
 *   BARE -> PREPARING(use)    write zeros to the file    PREPARING -> READY(use)
 * </pre>
 *
 * <p>If the process is killed in between, the next use writes the zeros again; no other process
 * accesses the chunk meanwhile. A chunk whose memory is returned to the system is RETURNING, then
 * BARE; only the coordinator does that, and if it dies, the pool is void.
 *
 * <p>Each process looks for chunks where it will probably find some: first where its first payload
 * was, so that it uses the same, cached memory again, then behind its last payload.
 *
 * <p>Thread-safe.
 */
final class PayloadMemory extends SharedWords {
    /** There is no such run of free chunks now. */
    static final int NONE = -1;

    /** The file system has no memory for such a run. */
    static final int NO_MEMORY = -2;

    static final int LEAST_CHUNK_BYTES = 4096;

    /** No memory has been provided. In zeroed memory all chunks are bare. */
    static final int BARE = 0;

    /** Belongs to a use that provides the memory. */
    static final int PREPARING = 1;

    /** Has memory, and belongs to a use. */
    static final int READY = 2;

    /** Has memory that is being returned to the system. */
    static final int RETURNING = 3;

    /** No use. */
    private static final long LOOK = 0;

    private final SlotTable slots;
    private final PayloadFile file;
    private final long begin;
    private final long words;
    private final int chunks;
    private final int chunkBytes;
    private final int home;

    /** Where to look next. A hint, so races of the process's threads do no harm. */
    private int cursor;

    /**
     * The payload memory of one queue.
     *
     * @param segment has the chunks' words
     * @param slots the queue's slots
     * @param file has the chunks
     * @param begin where this queue's chunks begin in the file
     * @param owner whose claims begin in a part of the memory of their own
     */
    PayloadMemory(
            MemorySegment segment,
            QueueLayout layout,
            SlotTable slots,
            PayloadFile file,
            long begin,
            int owner) {
        super(segment);
        this.slots = slots;
        this.file = file;
        this.begin = begin;
        this.words = layout.chunkWords();
        this.chunks = layout.size().chunks();
        this.chunkBytes = layout.size().chunkBytes();
        this.home = (int) ((long) chunks * Math.max(owner - 1, 0) / layout.workers());
        this.cursor = home;
    }

    /** How many bytes the largest payload can have. */
    long bytes() {
        return (long) chunks * chunkBytes;
    }

    /** How many chunks a payload needs. */
    int chunksFor(long payloadBytes) {
        return Math.toIntExact((payloadBytes + chunkBytes - 1) / chunkBytes);
    }

    /** The size of so many chunks. */
    long bytesOf(int count) {
        return (long) count * chunkBytes;
    }

    /**
     * Claims a run of chunks for the current use of a slot, which the caller owns.
     *
     * @return the first of them, {@link #NONE}, or {@link #NO_MEMORY}
     */
    int claim(int slot, int count) {
        long use = use(slot);
        int from = cursor;
        int first = claimBetween(home, Math.min(home + count, chunks), use, count);
        if (first == NONE) {
            first = claimBetween(from, chunks, use, count);
        }
        if (first == NONE) {
            first = claimBetween(0, Math.min(from + count - 1, chunks), use, count);
        }
        return first == NONE ? NONE : prepare(first, count, use) ? first : NO_MEMORY;
    }

    /** Claims the chunks after a run, too; returns false if that is not possible. */
    boolean extend(int slot, int first, int count, int more) {
        long use = use(slot);
        int end = first + count;
        return more <= chunks - end
                && claimBetween(end, end + more, use, more) != NONE
                && prepare(end, more, use);
    }

    /** Gives up chunks that the current use of a slot turns out not to need. */
    void release(int slot, int first, int count) {
        long use = use(slot);
        long over = StateWord.of(StateWord.generation(use) - 1, slot, READY);
        for (int chunk = first; chunk < first + count; chunk++) {
            boolean isReady = StateWord.state(getVolatile(wordOf(chunk))) == READY;
            setVolatile(wordOf(chunk), isReady ? over : BARE);
        }
    }

    private long use(int slot) {
        return StateWord.of(StateWord.generation(slots.word(slot)), slot, READY);
    }

    private int claimBetween(int from, int limit, long use, int count) {
        int first = from;
        while (first + count <= limit) {
            int free = run(first, count, LOOK);
            if (free == count) {
                int claimed = run(first, count, use);
                if (claimed == count) {
                    cursor = first + count < chunks ? first + count : home;
                    return first;
                }
                release(StateWord.owner(use), first, claimed);
                free = claimed;
            }
            first += free + 1;
        }
        return NONE;
    }

    /**
     * Looks at chunks one after another, and claims them unless the use is {@link #LOOK}; returns
     * how many there are before one that is in use.
     */
    private int run(int first, int count, long use) {
        long over = LOOK;
        for (int i = 0; i < count; i++) {
            long at = wordOf(first + i);
            long word = getVolatile(at);
            if (StateWord.state(word) == RETURNING) {
                return i;
            }
            long before = withState(word, READY);
            // Neighbours often belonged to the same use.
            if (StateWord.state(word) != BARE && before != over) {
                if (isInUse(word)) {
                    return i;
                }
                over = before;
            }
            if (use != LOOK) {
                boolean isReady = StateWord.state(word) == READY;
                if (!compareAndSet(at, word, isReady ? use : withState(use, PREPARING))) {
                    return i;
                }
                Step.CLAIM_CHUNK.reached();
            }
        }
        return count;
    }

    private static long withState(long word, int state) {
        return StateWord.with(word, StateWord.owner(word), state);
    }

    private boolean isInUse(long word) {
        return StateWord.state(word) == RETURNING || belongsToMessage(word);
    }

    private boolean belongsToMessage(long word) {
        return StateWord.generation(slots.word(StateWord.owner(word)))
                == StateWord.generation(word);
    }

    /** Provides the memory of those claimed chunks that have none; returns false if it cannot. */
    private boolean prepare(int first, int count, long use) {
        int end = first + count;
        int chunk = first;
        while (chunk < end) {
            int from = chunk;
            while (chunk < end && StateWord.state(getVolatile(wordOf(chunk))) == PREPARING) {
                chunk++;
            }
            if (chunk > from) {
                if (!file.provide(offsetOf(from), bytesOf(chunk - from))) {
                    release(StateWord.owner(use), first, count);
                    return false;
                }
                Step.PROVIDE_CHUNKS.reached();
                for (int provided = from; provided < chunk; provided++) {
                    setVolatile(wordOf(provided), use);
                }
            } else {
                chunk++;
            }
        }
        return true;
    }

    /** Returns the memory of all free chunks to the system. For one thread of the coordinator. */
    void giveBack() {
        int chunk = 0;
        while (chunk < chunks) {
            int from = chunk;
            while (chunk < chunks && tryReturn(chunk)) {
                chunk++;
            }
            if (chunk > from) {
                try {
                    file.discard(offsetOf(from), bytesOf(chunk - from));
                } finally {
                    for (int gone = from; gone < chunk; gone++) {
                        setVolatile(wordOf(gone), BARE);
                    }
                }
            } else {
                chunk++;
            }
        }
    }

    private boolean tryReturn(int chunk) {
        long word = getVolatile(wordOf(chunk));
        return StateWord.state(word) == READY
                && !isInUse(word)
                && compareAndSet(wordOf(chunk), word, withState(word, RETURNING));
    }

    /** The memory of a run, from its beginning. */
    MemorySegment view(int first, long bytes) {
        if (first < 0 || bytes < 0 || bytes > bytes() - bytesOf(first)) {
            throw new IndexOutOfBoundsException(
                    "chunk=" + first + ", bytes=" + bytes + " in " + chunks + " chunks");
        }
        return file.memory().asSlice(offsetOf(first), bytes);
    }

    /** How many chunks belong to a message. */
    int inUse() {
        int count = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            long word = getVolatile(wordOf(chunk));
            if (StateWord.state(word) != BARE
                    && StateWord.state(word) != RETURNING
                    && belongsToMessage(word)) {
                count++;
            }
        }
        return count;
    }

    /** How many chunks have memory. */
    int ready() {
        int count = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            if (StateWord.state(getVolatile(wordOf(chunk))) == READY) {
                count++;
            }
        }
        return count;
    }

    private long wordOf(int chunk) {
        return words + (long) Objects.checkIndex(chunk, chunks) * Long.BYTES;
    }

    private long offsetOf(int chunk) {
        return begin + bytesOf(chunk);
    }
}
