package org.sempool.examples.step4sharedqueue;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;
import org.sempool.shm.PosixSemaphore;

/**
 * The lecture's shared-queue: the queue of step 3 in memory that several processes map.
 *
 * <pre>
 *   0       isem      sem_t, how many slots are free
 *   64      osem      sem_t, how many slots are full
 *   128     putters   sem_t with one permit: a lock for putters
 *   192     takers    sem_t with one permit: a lock for takers
 *   256     qii       long, how many jobs were put so far
 *   320     qjj       long, how many jobs were taken so far
 *   384     slot 0
 *           slot 1 ...
 * </pre>
 *
 * <p>Only two things differ from step 3. Everything lies at a fixed offset of the shared memory,
 * and nothing in an object. And the semaphores are initialized for processes: {@code sem_init(sem,
 * pshared = 1, permits)}; with 0 a waiter would never notice a post in another process.
 */
final class SharedQueue {
    /** A cache line. A {@code sem_t} has 32 bytes on Linux. */
    private static final long APART = 64;

    private static final long OSEM = APART;
    private static final long PUTTERS = 2 * APART;
    private static final long TAKERS = 3 * APART;
    private static final long QII = 4 * APART;
    private static final long QJJ = 5 * APART;
    private static final long FIRST_SLOT = 6 * APART;

    private final MemorySegment memory;
    private final int slots;
    private final PosixSemaphore isem;
    private final PosixSemaphore osem;
    private final PosixSemaphore putters;
    private final PosixSemaphore takers;

    private SharedQueue(MemorySegment memory, int slots) {
        this.memory = memory;
        this.slots = slots;
        this.isem = PosixSemaphore.attach(semaphore(memory, 0));
        this.osem = PosixSemaphore.attach(semaphore(memory, OSEM));
        this.putters = PosixSemaphore.attach(semaphore(memory, PUTTERS));
        this.takers = PosixSemaphore.attach(semaphore(memory, TAKERS));
    }

    private static MemorySegment semaphore(MemorySegment memory, long offset) {
        return memory.asSlice(offset, APART);
    }

    /** How much memory a queue needs. */
    static long bytes(int slots) {
        return FIRST_SLOT + slots * Job.LAYOUT.byteSize();
    }

    /** Creates an empty queue in zeroed memory: for the first process. */
    static SharedQueue create(MemorySegment memory, int slots) {
        var _ = PosixSemaphore.init(semaphore(memory, 0), slots);
        var _ = PosixSemaphore.init(semaphore(memory, OSEM), 0);
        var _ = PosixSemaphore.init(semaphore(memory, PUTTERS), 1);
        var _ = PosixSemaphore.init(semaphore(memory, TAKERS), 1);
        return new SharedQueue(memory, slots);
    }

    /** Attaches to the queue that another process has created: for all the others. */
    static SharedQueue attach(MemorySegment memory, int slots) {
        return new SharedQueue(memory, slots);
    }

    /** Puts a job; returns false if there was no room in time. */
    boolean put(Job job, Duration patience) {
        if (!isem.acquire(patience.toNanos())) {
            return false;
        }
        if (!putters.acquire(patience.toNanos())) {
            isem.release(1);
            return false;
        }
        SlowMotion.pause();
        long qii = memory.get(JAVA_LONG, QII);
        job.write(slot(qii));
        memory.set(JAVA_LONG, QII, qii + 1);
        putters.release(1);
        osem.release(1);
        SlowMotion.pause();
        return true;
    }

    /** Takes the job that was put first; returns empty if there was none in time. */
    Optional<Job> take(Duration patience) {
        if (!osem.acquire(patience.toNanos())) {
            return Optional.empty();
        }
        if (!takers.acquire(patience.toNanos())) {
            osem.release(1);
            return Optional.empty();
        }
        SlowMotion.pause();
        long qjj = memory.get(JAVA_LONG, QJJ);
        Job job = Job.read(slot(qjj));
        memory.set(JAVA_LONG, QJJ, qjj + 1);
        takers.release(1);
        isem.release(1);
        SlowMotion.pause();
        return Optional.of(job);
    }

    private MemorySegment slot(long number) {
        return memory.asSlice(
                FIRST_SLOT + number % slots * Job.LAYOUT.byteSize(), Job.LAYOUT.byteSize());
    }

    /** Takes a snapshot; for a process whose mapping is read-only. */
    Snapshot.Queue look(String name) {
        long qii = memory.get(JAVA_LONG, QII);
        long qjj = memory.get(JAVA_LONG, QJJ);
        State[] states = new State[slots];
        Arrays.fill(states, State.FREE);
        // Both counters move meanwhile.
        for (long number = qjj; number < Math.min(qii, qjj + slots); number++) {
            states[Math.floorMod(number, slots)] = State.FULL;
        }
        // The process that has the lock uses the next slot.
        if (putters.permits() == 0 && qii - qjj < slots) {
            states[Math.floorMod(qii, slots)] = State.WRITING;
        }
        if (takers.permits() == 0 && qjj < qii) {
            states[Math.floorMod(qjj, slots)] = State.HELD;
        }
        return new Snapshot.Queue(
                name,
                Arrays.stream(states)
                        .map(state -> new Slot(state, OptionalInt.empty(), OptionalLong.empty()))
                        .toList(),
                qii,
                qjj,
                List.of(
                        look("isem", isem),
                        look("osem", osem),
                        look("putters", putters),
                        look("takers", takers)));
    }

    private static Snapshot.Semaphore look(String name, PosixSemaphore semaphore) {
        return new Snapshot.Semaphore(name, semaphore.permits(), List.of());
    }

    /**
     * Checks what must be true while no process puts or takes.
     *
     * @throws IllegalStateException if it is not
     */
    void checkAtRest() {
        long full = memory.get(JAVA_LONG, QII) - memory.get(JAVA_LONG, QJJ);
        if (isem.permits() != slots - full || osem.permits() != full) {
            throw new IllegalStateException(
                    "full=" + full + ", isem=" + isem.permits() + ", osem=" + osem.permits());
        }
    }
}
