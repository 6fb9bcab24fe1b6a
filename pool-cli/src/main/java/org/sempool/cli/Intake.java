package org.sempool.cli;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.SubmitInterruptedException;
import org.sempool.WorkerPool;

/**
 * Brings lines into the pool: a thread of its own reads and submits them, and passes on the jobs,
 * with an {@linkplain Job#END end} after the last one.
 *
 * <p>It can be stopped at any time. The thread may then be waiting for input that never comes, so
 * nothing waits for the thread: it does not submit what it reads after the stop.
 */
final class Intake {
    private enum State {
        READING,
        SUBMITTING,
        STOPPED
    }

    private final WorkerPool<String, String> pool;
    private final LineSource lines;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final boolean ordered;
    private final Semaphore room;
    private final Thread reader;
    private final AtomicReference<State> state = new AtomicReference<>(State.READING);
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong submitted = new AtomicLong();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /**
     * @param first the first line, which was already read to find out whether there is one
     * @param ordered whether it passes the jobs on in the order of the lines, or of their results
     * @param window how many jobs it may be ahead of {@link #jobDone}
     */
    Intake(
            WorkerPool<String, String> pool,
            Line first,
            LineSource lines,
            boolean ordered,
            int window) {
        this.pool = pool;
        this.lines = lines;
        this.ordered = ordered;
        this.room = new Semaphore(window);
        this.reader = Thread.ofPlatform().daemon().name("pool-input").unstarted(() -> run(first));
    }

    /** Receives the jobs. */
    BlockingQueue<Job> jobs() {
        return jobs;
    }

    void start() {
        reader.start();
    }

    /** A job is finished: there is room for another. */
    void jobDone() {
        room.release();
    }

    /**
     * Takes no more lines, and cancels the jobs that no worker has. Soon afterwards the end follows
     * the submitted jobs.
     *
     * @param announcement runs when that is so, before the end if it can
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

    /** How many lines it has read. */
    long read() {
        return read.get();
    }

    /** How many jobs it passed on, or will pass on when they end; final once the end has come. */
    long submitted() {
        return submitted.get();
    }

    /** Whether it has read all of the input. */
    boolean ended() {
        return ended;
    }

    /** Why it did not read the input to its end, unless because of a stop. */
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
                    // Stopped meanwhile: this job may have come too late to be cancelled.
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
            // The job is too large, or its codec rejects it.
            return CompletableFuture.failedFuture(e);
        }
    }
}
