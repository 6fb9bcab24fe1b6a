package org.sempool.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The jobs behind one that takes long, in the order of their lines. Those that have ended are
 * early: their results wait here, so that other jobs can come in their places in the pool.
 *
 * <pre>
 *   written next                                                submitted last
 *   | early | early |  in files  |  in files  | in pool | early | in pool ... |
 * </pre>
 *
 * <p>Results stay in memory as long as there is room, then go to files; of such a job, memory has
 * only the place in the files. Failures stay in memory. If there is no room for a job, it keeps its
 * place in the pool.
 *
 * <p>Belongs to the thread that writes the results.
 */
final class EarlyResults implements AutoCloseable {
    private static final int PAGE_JOBS = 1024;

    /** What a job takes in memory, besides its result. */
    private static final int JOB_BYTES = 400;

    private final Bounds bounds;
    private final OverflowFiles files;

    /** All jobs. */
    private final Deque<Page> pages = new ArrayDeque<>();

    /** Where in the first page the first job is. */
    private int first;

    /** Where in the last page the next job comes. */
    private int end;

    /** Those of the jobs that are not early. */
    private final Deque<InPool> inPool = new ArrayDeque<>();

    private long early;
    private long keptBytes;
    private int keptFailures;

    /**
     * How much may wait.
     *
     * @param bytes of results in memory
     * @param failures in memory, each with its stack trace
     * @param jobs in memory and in files: of each, memory has at least the place
     */
    record Bounds(long bytes, int failures, long jobs) {
        private static final long MOST_BYTES = 64 << 20;
        private static final int SHARE_OF_HEAP = 8;
        private static final long MOST_FAILURES = 10_000;
        private static final long HEAP_PER_FAILURE = 1 << 16;
        private static final long HEAP_PER_JOB = 128;

        static Bounds ofHeap(long heapBytes) {
            return new Bounds(
                    Math.min(MOST_BYTES, heapBytes / SHARE_OF_HEAP),
                    (int) Math.min(MOST_FAILURES, heapBytes / HEAP_PER_FAILURE),
                    heapBytes / HEAP_PER_JOB);
        }
    }

    /** The places in the pool, as the intake gives them. */
    interface Places {
        /** Lets another job come in the place of one whose object is still needed. */
        void replace(Job job);

        /** The same, and the object is used again. */
        void jobDone(Job job);
    }

    EarlyResults(Bounds bounds, OverflowFiles files) {
        this.bounds = bounds;
        this.files = files;
    }

    /** Some jobs that follow each other. */
    private static final class Page {
        /** Null for those in files. */
        private final @Nullable Job[] jobs = new Job[PAGE_JOBS];

        private final long[] places = new long[PAGE_JOBS];

        /** None of these jobs, and none after them, is before this place in the files. */
        private final long filesBegin;

        Page(long filesBegin) {
            this.filesBegin = filesBegin;
        }
    }

    private record InPool(Job job, Page page, int index) {
        boolean hasEnded() {
            return job.result().isDone();
        }
    }

    boolean isEmpty() {
        return pages.isEmpty();
    }

    /** How many jobs have ended, and keep their place in the pool. */
    int endedInPool() {
        return (int) inPool.stream().filter(InPool::hasEnded).count();
    }

    /** Adds a job behind all others. */
    void add(Job job) {
        if (pages.isEmpty() || end == PAGE_JOBS) {
            pages.addLast(new Page(files.end()));
            end = 0;
        }
        Page page = pages.getLast();
        page.jobs[end] = job;
        inPool.addLast(new InPool(job, page, end));
        end++;
    }

    /**
     * Removes the first job.
     *
     * @throws IOException if its result was in a file, and is lost
     */
    Job next() throws IOException {
        Page page = pages.getFirst();
        Job job = page.jobs[first];
        if (job == null) {
            job = read(page.places[first]);
            early--;
        } else if (job.isReplaced()) {
            forget(job);
            early--;
        } else {
            inPool.removeFirst();
        }
        page.jobs[first] = null;
        first++;
        if (pages.size() == 1 && first == end) {
            close();
        } else if (first == PAGE_JOBS) {
            pages.removeFirst();
            first = 0;
            files.release(pages.getFirst().filesBegin);
        }
        return job;
    }

    /**
     * Lets other jobs come in the places of those that have ended, unless there is no room for
     * their results.
     *
     * @return how many came
     */
    int makeRoom(Places places) {
        int before = inPool.size();
        inPool.removeIf(job -> job.hasEnded() && replace(job, places));
        return before - inPool.size();
    }

    private boolean replace(InPool ended, Places places) {
        if (early == bounds.jobs) {
            return false;
        }
        CompletableFuture<byte[]> result = ended.job.result();
        if (keep(ended.job)) {
            places.replace(ended.job);
        } else if (result.state() == Future.State.SUCCESS && write(ended)) {
            places.jobDone(ended.job);
        } else {
            return false;
        }
        early++;
        return true;
    }

    private boolean keep(Job job) {
        return switch (job.result().state()) {
            case SUCCESS -> keepBytes(bytes(job));
            case FAILED -> keepFailure();
            // The batch is stopped, and no other job will come.
            default -> false;
        };
    }

    private boolean keepBytes(long bytes) {
        boolean fits = keptBytes + bytes <= bounds.bytes;
        keptBytes += fits ? bytes : 0;
        return fits;
    }

    private boolean keepFailure() {
        boolean fits = keptFailures < bounds.failures;
        keptFailures += fits ? 1 : 0;
        return fits;
    }

    private void forget(Job kept) {
        if (kept.result().state() == Future.State.SUCCESS) {
            keptBytes -= bytes(kept);
        } else {
            keptFailures--;
        }
    }

    private static long bytes(Job job) {
        return JOB_BYTES + job.line().keptBytes() + job.result().resultNow().length;
    }

    private boolean write(InPool ended) {
        if (files.isFull()) {
            return false;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            ended.job.save(new DataOutputStream(line));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        long place = files.append(line.toByteArray(), ended.job.result().resultNow());
        if (place == OverflowFiles.NO_ROOM) {
            return false;
        }
        ended.page.jobs[ended.index] = null;
        ended.page.places[ended.index] = place;
        return true;
    }

    private Job read(long place) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(files.read(place)));
        Job job = Job.restore(in);
        job.setResult(CompletableFuture.completedFuture(in.readAllBytes()));
        job.setReplaced();
        return job;
    }

    /** Forgets all jobs, and removes the files. Others may be added. */
    @Override
    public void close() {
        pages.clear();
        inPool.clear();
        first = 0;
        end = 0;
        early = 0;
        keptBytes = 0;
        keptFailures = 0;
        files.close();
    }
}
