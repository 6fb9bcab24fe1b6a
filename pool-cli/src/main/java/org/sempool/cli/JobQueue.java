package org.sempool.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Jobs on their way from any threads to one. There is room for all jobs that there are, so to add
 * one never blocks, and costs neither a lock nor an allocation.
 */
final class JobQueue {
    private final AtomicReferenceArray<@Nullable Job> cells;
    private final int mask;
    private final AtomicLong added = new AtomicLong();

    /** How many were taken; belongs to the thread that takes. */
    private long taken;

    private volatile @Nullable Thread sleeper;

    /**
     * @param most how many jobs it holds at most
     */
    JobQueue(int most) {
        int size = Integer.highestOneBit(most) << 1;
        cells = new AtomicReferenceArray<>(size);
        mask = size - 1;
    }

    /** For any thread. */
    void add(Job job) {
        // A volatile write, and then a volatile read: this thread sees the sleeper, or the sleeper
        // sees the job.
        cells.set((int) added.getAndIncrement() & mask, job);
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** The next job, or null if there is none. Like all that follows, for one thread. */
    @Nullable Job poll() {
        int index = (int) taken & mask;
        Job job = cells.get(index);
        if (job != null) {
            cells.setRelease(index, null);
            taken++;
        }
        return job;
    }

    /** The job that comes after so many others, or null if there are not so many. */
    @Nullable Job peek(int ahead) {
        return cells.get((int) (taken + ahead) & mask);
    }

    /** The next job, if there is one soon; otherwise null. */
    @Nullable Job pollSoon() {
        Job job = poll();
        if (job == null && ShortRest.until(() -> cells.get((int) taken & mask) != null)) {
            job = poll();
        }
        return job;
    }

    /** The next job. Waits for it, however long. */
    Job take() throws InterruptedException {
        sleeper = Thread.currentThread();
        try {
            Job job = poll();
            while (job == null) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                job = poll();
            }
            return job;
        } finally {
            sleeper = null;
        }
    }
}
