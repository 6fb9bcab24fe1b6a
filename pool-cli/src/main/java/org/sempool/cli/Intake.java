package org.sempool.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
final class Intake implements EarlyResults.Places {
    private enum State {
        READING,
        SUBMITTING,
        STOPPED
    }

    /** A stop may add an end, too. */
    private static final int ENDS = 2;

    private final WorkerPool<Line, byte[]> pool;
    private final Function<Job, CompletableFuture<byte[]>> submission;
    private final LineSource lines;
    private final boolean ordered;
    private final int window;
    private final JobQueue jobs;
    private final JobQueue free;
    private final OpenJobs open;
    private final Thread reader;
    private final AtomicReference<State> state = new AtomicReference<>(State.READING);
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong submitted = new AtomicLong();
    private StartGate gate = StartGate.OPEN;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /**
     * @param submission gives a job to the pool
     * @param first the first line, which was already read to find out whether there is one
     * @param ordered whether it passes the jobs on in the order of the lines, or of their results
     * @param window how many jobs it may be ahead of {@link #jobDone}; there are so many objects
     */
    Intake(
            WorkerPool<Line, byte[]> pool,
            Function<Job, CompletableFuture<byte[]>> submission,
            Line first,
            LineSource lines,
            boolean ordered,
            int window) {
        this.pool = pool;
        this.submission = submission;
        this.lines = lines;
        this.ordered = ordered;
        this.window = window;
        this.jobs = new JobQueue(window + ENDS);
        this.free = new JobQueue(window);
        this.open = new OpenJobs(pool);
        this.reader = Thread.ofPlatform().daemon().name("pool-input").unstarted(() -> run(first));
    }

    /** How many jobs it may be ahead. */
    int window() {
        return window;
    }

    /** Before it is started: jobs wait at a gate. */
    Intake gatedBy(StartGate other) {
        gate = other;
        return this;
    }

    /** Receives the jobs. */
    JobQueue jobs() {
        return jobs;
    }

    /** Knows what runs. */
    OpenJobs open() {
        return open;
    }

    void start() {
        reader.start();
    }

    /** A job is finished, and its object is used for another. */
    @Override
    public void jobDone(Job job) {
        job.forgetResult();
        free.add(job);
    }

    /** Lets another job come in the place of one that has ended, and is not written yet. */
    @Override
    public void replace(Job job) {
        job.setReplaced();
        open.remove(job);
        free.add(newJob(new Line()));
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
            Job job = newJob(first);
            int made = 1;
            boolean more = true;
            while (more) {
                long count = read.getPlain() + 1;
                read.setRelease(count);
                job.line().setOrdinal(count + lines.skipped());
                gate.await();
                if (!state.compareAndSet(State.READING, State.SUBMITTING)) {
                    return;
                }
                submit(job);
                if (!state.compareAndSet(State.SUBMITTING, State.READING)) {
                    // Stopped meanwhile: this job may have come too late to be cancelled.
                    var _ = pool.cancelWaiting();
                    return;
                }
                job = made++ < window ? newJob(new Line()) : freeJob();
                more = lines.next(job.line());
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

    private Job newJob(Line line) {
        Job job = new Job(line);
        open.add(job);
        return job;
    }

    private Job freeJob() throws InterruptedException {
        Job job = free.pollSoon();
        return job == null ? free.take() : job;
    }

    private void submit(Job job) {
        Line line = job.line();
        job.setResult(result(job));
        gate.started(job.result());
        line.forget();
        submitted.setRelease(submitted.getPlain() + 1);
        if (ordered) {
            jobs.add(job);
        } else {
            var _ = job.result().whenComplete((_, _) -> jobs.add(job));
        }
    }

    private CompletableFuture<byte[]> result(Job job) {
        String problem = job.line().problem();
        if (problem != null) {
            return CompletableFuture.failedFuture(new UsageException(problem));
        }
        try {
            return submission.apply(job);
        } catch (PoolClosedException | SubmitInterruptedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The job is too large, or its codec rejects it.
            return CompletableFuture.failedFuture(e);
        }
    }
}
