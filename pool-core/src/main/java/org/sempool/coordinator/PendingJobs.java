package org.sempool.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The accepted jobs that have not ended, by id.
 *
 * <p>A job's id determines its cell: the id modulo the number of cells. If a long job still has
 * that cell, the id is skipped. With at least twice as many cells as jobs in flight that is rare,
 * and nothing here allocates, locks or boxes.
 *
 * <p>Removing a job decides what ends it: of a result, its duplicate, a death and a shutdown, only
 * one gets the future.
 */
final class PendingJobs<R> {
    /** In longs, with room for what the processor loads along with a line. */
    private static final int CACHE_LINES = 16;

    /** Half of the cells are enough for all jobs in flight. */
    private static final int CELLS_PER_RETRY = 8;

    private final AtomicReferenceArray<@Nullable JobFuture<R>> cells;
    private final int mask;
    private final AtomicInteger awaitingRetry = new AtomicInteger();

    /** When the jobs in the cells were submitted, if they are timed. */
    private final long[] submitted;

    /**
     * The last id that was given. Every submission changes it, so it is alone in its cache lines:
     * otherwise, the pump would have to fetch the fields above anew for each result.
     */
    private final AtomicLongArray lastId = new AtomicLongArray(2 * CACHE_LINES);

    /** How many ids belong to no accepted job. */
    private final AtomicLong unused = new AtomicLong();

    PendingJobs(int maxInFlight) {
        int size = Integer.highestOneBit(Math.max(maxInFlight, 8)) << 2;
        this.cells = new AtomicReferenceArray<>(size);
        this.mask = size - 1;
        this.submitted = new long[size];
    }

    /** Gives the job an id and a cell. */
    void add(JobFuture<R> job) {
        while (true) {
            long id = lastId.incrementAndGet(CACHE_LINES);
            job.setId(id);
            if (cells.compareAndSet(index(id), null, job)) {
                return;
            }
            unused.incrementAndGet();
        }
    }

    /** Notes when a job is submitted, before it is published. */
    void setSubmitted(long id, long nanos) {
        submitted[index(id)] = nanos;
    }

    /** When a job was submitted that was timed, unless it has ended. */
    long submitted(long id) {
        return submitted[index(id)];
    }

    /** How many jobs were accepted so far, including those that are being submitted. */
    long accepted() {
        // In this order, so that it is never less than those that are pending or have ended.
        long without = unused.get();
        return lastId.get(CACHE_LINES) - without;
    }

    /** Removes a job that was not accepted after all, unless it has ended. */
    void giveUp(JobFuture<R> job) {
        if (remove(job.id()) != null) {
            unused.incrementAndGet();
        }
    }

    /** Removes a job, or returns null if it has ended. */
    @Nullable JobFuture<R> remove(long id) {
        int index = index(id);
        JobFuture<R> job = cells.get(index);
        if (job == null || job.id() != id) {
            return null;
        }
        // Once it is removed, there may be no stack for a call.
        JobDetails details = job.details();
        if (!cells.compareAndSet(index, job, null)) {
            return null;
        }
        if (details != null) {
            endRetry(details);
        }
        return job;
    }

    /** A pending job left the queue, and is to be submitted again. */
    void beginRetry(JobDetails job) {
        if (job.beginRetry()) {
            awaitingRetry.incrementAndGet();
        }
    }

    /** It has ended, or is about to be submitted. */
    void endRetry(JobDetails job) {
        if (job.endRetry()) {
            awaitingRetry.decrementAndGet();
        }
    }

    /**
     * Whether so many jobs wait for a retry that no others may be added. Otherwise, as they are in
     * no queue, nothing would bound the pending jobs, and there would be no cell for the next one.
     */
    boolean awaitManyRetries() {
        return awaitingRetry.get() >= cells.length() / CELLS_PER_RETRY;
    }

    /** Whether no job was added after this one. */
    boolean isNewest(long id) {
        return lastId.get(CACHE_LINES) == id;
    }

    /** A job that has not ended, or null. */
    @Nullable JobFuture<R> get(long id) {
        JobFuture<R> job = cells.get(index(id));
        return job != null && job.id() == id ? job : null;
    }

    /** The jobs that have not ended; jobs may end or be added meanwhile. */
    List<JobFuture<R>> all() {
        List<JobFuture<R>> jobs = new ArrayList<>();
        for (int i = 0; i < cells.length(); i++) {
            JobFuture<R> job = cells.get(i);
            if (job != null) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    boolean isEmpty() {
        for (int i = 0; i < cells.length(); i++) {
            if (cells.get(i) != null) {
                return false;
            }
        }
        return true;
    }

    /** Removes all jobs. */
    List<JobFuture<R>> removeAll() {
        List<JobFuture<R>> jobs = new ArrayList<>();
        for (int i = 0; i < cells.length(); i++) {
            JobFuture<R> job = cells.getAndSet(i, null);
            if (job != null) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    private int index(long id) {
        return (int) id & mask;
    }
}
