package org.sempool.cli;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.sempool.PoolClosedException;

/**
 * A batch on its way through the pool.
 *
 * <p>One thread reads and submits; another waits for results and writes them. So neither a slow
 * input nor a slow output holds up the other. At most as many jobs as the queue has slots are
 * between the two, besides {@linkplain EarlyResults early results}, which are bounded, too. So a
 * batch of any length needs the same memory.
 */
final class Batch {
    private final Intake intake;
    private final ResultForm form;
    private final ResultWriter results;
    private final Progress progress;
    private final FailureList failures;
    private final Records records;
    private final JobOrder order;
    private volatile boolean killed;

    Batch(
            Intake intake,
            ResultForm form,
            ResultWriter results,
            Progress progress,
            FailureList failures,
            Records records,
            EarlyResults early) {
        this.intake = intake;
        this.form = form;
        this.order = new JobOrder(intake, early);
        this.results = results;
        this.progress = progress;
        this.failures = failures;
        this.records = records;
    }

    /**
     * Runs the whole batch or, if it is stopped, the jobs that are running.
     *
     * @throws PoolClosedException if the pool stops before the batch has ended
     */
    void run() throws InterruptedException, IOException {
        intake.start();
        try (order) {
            writeAll();
        } finally {
            intake.interrupt();
        }
        Throwable failure = intake.failure();
        switch (failure) {
            case null -> {}
            case IOException e -> throw new UsageException("cannot read: " + e.getMessage(), e);
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /**
     * Makes {@link #run} return as soon as the running jobs have ended: cancels the waiting jobs
     * and reads no more. For any thread, at any time; does not block.
     *
     * @param announcement runs when no other job will begin
     */
    void stop(Runnable announcement) {
        intake.stop(announcement);
    }

    /** Stops it together with the pool, which the caller shuts down: running jobs do not end. */
    void kill() {
        killed = true;
        intake.stop(() -> {});
    }

    boolean isStopped() {
        return intake.isStopped();
    }

    /** How many jobs there are, once all of the input was read. */
    OptionalLong size() {
        return intake.ended()
                ? OptionalLong.of(intake.read() + progress.skipped())
                : OptionalLong.empty();
    }

    /** Knows what runs. */
    OpenJobs open() {
        return intake.open();
    }

    /** Says in a sentence what a stop left undone. */
    String notDone() {
        long left = intake.read() - progress.ended();
        String count = left == 1 ? "1 was not done" : left + " were not done";
        return intake.ended() ? count + "." : count + ", and the rest of the input was not read.";
    }

    private void writeAll() throws InterruptedException, IOException {
        boolean allSubmitted = false;
        long done = 0;
        while (!allSubmitted || done < intake.submitted()) {
            Job job = next();
            if (job == Job.END) {
                allSubmitted = true;
                continue;
            }
            if (!ShortRest.until(job.result()::isDone)) {
                flush();
                order.awaitEnd(job.result());
            }
            write(job);
            done++;
            order.written(job);
        }
        results.complete();
        records.write(results);
    }

    private Job next() throws InterruptedException, IOException {
        Job job = order.pollSoon();
        if (job == null) {
            // No result is ready: let readers see what was written so far. The wait is unbounded,
            // as the input is; the intake always puts an end behind the last job.
            flush();
            job = order.take();
        }
        return job;
    }

    private void flush() throws IOException {
        results.flush();
        records.write(results);
    }

    private void write(Job job) throws IOException {
        JobOutput output;
        try {
            output = form.read(job.result().join());
        } catch (CancellationException stopped) {
            return;
        } catch (CompletionException e) {
            if (e.getCause() instanceof PoolClosedException closed) {
                if (killed) {
                    return;
                }
                throw closed;
            }
            output = JobOutput.none(e.getCause() == null ? e : e.getCause());
        }
        form.write(output, results);
        Throwable failure = output.failure();
        if (failure == null) {
            progress.countSuccess();
        } else {
            progress.countFailure();
            failures.add(job.line(), failure);
        }
        records.add(job, form, output, results);
    }
}
