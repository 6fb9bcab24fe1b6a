package org.sempool.artemis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sempool.artemis.SentJob.State;

/**
 * The jobs of a coordinator that have not ended, which bounds them, and those of them that are to
 * be sent.
 *
 * <p>Thread-safe. Waits ignore interrupts, and end at once in an interrupted thread.
 */
final class SentJobs {
    /** More payloads wait outside. */
    private static final long MOST_WAITING_BYTES = 64L << 20;

    private final int slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition toSend = lock.newCondition();
    private final Condition sent = lock.newCondition();
    private final Map<Long, SentJob> jobs = new HashMap<>();
    private final Map<Long, Long> byWireId = new HashMap<>();
    private final Deque<SentJob> waiting = new ArrayDeque<>();

    /** Slots in use: of drafts, and of {@link #jobs}. */
    private int used;

    /** Of payloads that are not known to be sent. */
    private long waitingBytes;

    private boolean closed;

    SentJobs(int slots) {
        this.slots = slots;
    }

    /** Reserves a slot for a draft; returns false if there was none in time. */
    boolean reserve(long nanos) {
        lock.lock();
        try {
            await(room, nanos, this::hasRoom);
            requireOpen();
            if (!hasRoom()) {
                return false;
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return used < slots && waitingBytes < MOST_WAITING_BYTES;
    }

    /** A draft was given up. */
    void unreserve() {
        lock.lock();
        try {
            used--;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Publishes a draft. */
    void add(SentJob job) {
        lock.lock();
        try {
            requireOpen();
            jobs.put(job.id(), job);
            byWireId.put(job.wireId(), job.id());
            waiting.add(job);
            waitingBytes += job.payload().byteSize();
            toSend.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Publishes a draft of a job that an earlier coordinator of the batch has sent. */
    void addSent(SentJob job) {
        lock.lock();
        try {
            requireOpen();
            job.setState(State.SENT);
            job.dropPayload();
            jobs.put(job.id(), job);
            byWireId.put(job.wireId(), job.id());
        } finally {
            lock.unlock();
        }
    }

    /** The job that has this id in messages, or null if it has ended or is unknown. */
    @Nullable Long idOf(long wireId) {
        lock.lock();
        try {
            return byWireId.get(wireId);
        } finally {
            lock.unlock();
        }
    }

    /** The id in messages of a job; 0 if it has ended. */
    long wireIdOf(long id) {
        lock.lock();
        try {
            SentJob job = jobs.get(id);
            return job == null ? 0 : job.wireId();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return jobs.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The next jobs to send, in order; waits until there are some, or returns none. */
    List<SentJob> next(int most, long mostBytes, long nanos) {
        lock.lock();
        try {
            await(toSend, nanos, () -> !waiting.isEmpty());
            List<SentJob> batch = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && batch.size() < most && bytes < mostBytes) {
                SentJob job = waiting.removeFirst();
                job.setState(State.SENDING);
                bytes += job.payload().byteSize();
                batch.add(job);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** The broker has these jobs. */
    void sent(List<SentJob> batch) {
        lock.lock();
        try {
            for (SentJob job : batch) {
                job.setState(State.SENT);
                waitingBytes -= job.payload().byteSize();
                job.dropPayload();
            }
            room.signalAll();
            sent.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a job is sent; returns its state then, or null if it has ended. */
    @Nullable State awaitSent(long id, long nanos) {
        lock.lock();
        try {
            await(
                    sent,
                    nanos,
                    () -> {
                        SentJob job = jobs.get(id);
                        return job == null || job.state() != State.SENDING;
                    });
            SentJob job = jobs.get(id);
            return job == null ? null : job.state();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a job that is not yet sent; returns false if it is. */
    boolean removeWaiting(long id) {
        lock.lock();
        try {
            SentJob job = jobs.get(id);
            if (job == null || job.state() != State.WAITING) {
                return false;
            }
            waiting.remove(job);
            waitingBytes -= job.payload().byteSize();
            job.dropPayload();
            end(id);
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean has(long id) {
        lock.lock();
        try {
            return jobs.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    boolean wasTaken(long id) {
        lock.lock();
        try {
            SentJob job = jobs.get(id);
            return job == null || job.wasTaken();
        } finally {
            lock.unlock();
        }
    }

    void setTaken(long id) {
        lock.lock();
        try {
            SentJob job = jobs.get(id);
            if (job != null) {
                job.setTaken();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A job has ended; returns false if it has done so before. */
    boolean end(long id) {
        lock.lock();
        try {
            SentJob job = jobs.remove(id);
            if (job == null) {
                return false;
            }
            byWireId.remove(job.wireId(), id);
            used--;
            room.signal();
            sent.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the pool was stopped");
        }
    }

    private void await(Condition condition, long nanos, java.util.function.BooleanSupplier isOver) {
        long left = nanos;
        try {
            while (!closed && left > 0 && !isOver.getAsBoolean()) {
                left = condition.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops everything. Waits end. */
    void close() {
        lock.lock();
        try {
            closed = true;
            jobs.clear();
            byWireId.clear();
            waiting.forEach(SentJob::dropPayload);
            waiting.clear();
            room.signalAll();
            toSend.signalAll();
            sent.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
