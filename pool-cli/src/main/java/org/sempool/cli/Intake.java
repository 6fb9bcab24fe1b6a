package org.sempool.cli;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.SubmitInterruptedException;
import org.sempool.WorkerPool;

/**
 * The way of lines into the pool: a thread of its own reads and submits them, and hands the jobs on
 * with an {@linkplain Job#END end} behind the last one.
 *
 * <p>It can be stopped at any time. The thread may then be waiting for input that never comes, so
 * nobody waits for it: what it reads after the stop is not submitted.
 */
final class Intake {
    private enum State {
        READING,
        SUBMITTING,
        STOPPED
    }

    private final WorkerPool<String, String> pool;
    private final LineSource lines;
    private final BlockingQueue<Job> jobs;
    private final boolean ordered;
    private final Semaphore room;
    private final Thread reader;
    private final AtomicReference<State> state = new AtomicReference<>(State.READING);
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong submitted = new AtomicLong();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /**
     * @param first the first line, which was read already, to know that there is one
     * @param jobs gets the jobs, in the order of the lines or in the order of their results
     * @param window how many jobs it may be ahead of {@link #jobDone}
     */
    Intake(
            WorkerPool<String, String> pool,
            Line first,
            LineSource lines,
            BlockingQueue<Job> jobs,
            boolean ordered,
            int window) {
        this.pool = pool;
        this.lines = lines;
        this.jobs = jobs;
        this.ordered = ordered;
        this.room = new Semaphore(window);
        this.reader = Thread.ofPlatform().daemon().name("pool-input").unstarted(() -> run(first));
    }

    void start() {
        reader.start();
    }

    /** A job is done with: there is room for another. */
    void jobDone() {
        room.release();
    }

    /**
     * Takes nothing more, and cancels the jobs that no worker has. Behind those that were submitted
     * comes the end, soon.
     *
     * @param announcement runs when that is so, and before the end if it can
     */
    void stop(Runnable announcement) {
        State before = state.getAndSet(State.STOPPED);
        var _ = pool.cancelWaiting();
        announcement.run();
        if (before == State.READING) {
            jobs.add(Job.END);
        }
        interrupt();
    }

    void interrupt() {
        reader.interrupt();
    }

    boolean isStopped() {
        return state.get() == State.STOPPED;
    }

    /** How many lines were read. */
    long read() {
        return read.get();
    }

    /** How many jobs were handed on, or will be when they end; final once the end has come. */
    long submitted() {
        return submitted.get();
    }

    /** Whether all of the input was read. */
    boolean ended() {
        return ended;
    }

    /** Why the input was not read to its end, if that was not for a stop. */
    @Nullable Throwable failure() {
        return failure;
    }

    private void run(Line first) {
        try {
            for (Line line = first; line != null; line = lines.next()) {
                read.incrementAndGet();
                room.acquire();
                if (!state.compareAndSet(State.READING, State.SUBMITTING)) {
                    return;
                }
                submit(line);
                if (!state.compareAndSet(State.SUBMITTING, State.READING)) {
                    // Stopped meanwhile, and this job may have come too late to be cancelled.
                    var _ = pool.cancelWaiting();
                    return;
                }
            }
            ended = true;
        } catch (Throwable thrown) {
            if (!isStopped()) {
                failure = thrown;
            }
        } finally {
            jobs.add(Job.END);
        }
    }

    private void submit(Line line) {
        Job job = new Job(line, result(line));
        submitted.incrementAndGet();
        if (ordered) {
            jobs.add(job);
        } else {
            var _ = job.result().whenComplete((_, _) -> jobs.add(job));
        }
    }

    private CompletableFuture<String> result(Line line) {
        String problem = line.problem();
        if (problem != null) {
            return CompletableFuture.failedFuture(new UsageException(problem));
        }
        try {
            return pool.submit(line.text());
        } catch (PoolClosedException | SubmitInterruptedException e) {
            throw e;
        } catch (RuntimeException e) {
            // It is too large, or its codec does not take it.
            return CompletableFuture.failedFuture(e);
        }
    }
}
