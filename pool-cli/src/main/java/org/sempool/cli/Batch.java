package org.sempool.cli;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sempool.JobFailedException;
import org.sempool.PayloadTooLargeException;
import org.sempool.PoolClosedException;
import org.sempool.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch on its way through the pool.
 *
 * <p>One thread reads and submits, another waits for results and writes them, so neither a slow
 * input nor a slow output holds up the other. No more jobs are between them than the queue has
 * slots, and so a batch of any length needs the same memory.
 */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private record Job(Line line, CompletableFuture<String> result, boolean isEnd) {
        /** Behind the last job. */
        static final Job END =
                new Job(new Line("", "", null), CompletableFuture.completedFuture(""), true);
    }

    private final WorkerPool<String, String> pool;
    private final LineSource lines;
    private final ResultWriter results;
    private final Progress progress;
    private final Console console;
    private final boolean ordered;
    private final Semaphore room;
    private final BlockingQueue<Job> toWrite = new LinkedBlockingQueue<>();
    private final AtomicLong submitted = new AtomicLong();
    private volatile @Nullable Throwable readFailure;

    Batch(
            WorkerPool<String, String> pool,
            LineSource lines,
            ResultWriter results,
            Progress progress,
            Console console,
            boolean ordered,
            int window) {
        this.pool = pool;
        this.lines = lines;
        this.results = results;
        this.progress = progress;
        this.console = console;
        this.ordered = ordered;
        this.room = new Semaphore(window);
    }

    /**
     * Runs all of it. The first line was read already, to know that there is one.
     *
     * @throws PoolClosedException if the pool stops before the batch has ended
     */
    void run(Line first) throws InterruptedException, IOException {
        Thread reader = Thread.ofPlatform().daemon().name("pool-input").start(() -> read(first));
        try {
            writeAll();
        } finally {
            reader.interrupt();
        }
        Throwable failure = readFailure;
        switch (failure) {
            case null -> {}
            case IOException e -> throw new UsageException("cannot read: " + e.getMessage(), e);
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void read(Line first) {
        try {
            for (Line line = first; line != null; line = lines.next()) {
                room.acquire();
                Job job = new Job(line, submit(line), false);
                submitted.incrementAndGet();
                if (ordered) {
                    toWrite.add(job);
                } else {
                    var _ = job.result().whenComplete((_, _) -> toWrite.add(job));
                }
            }
        } catch (Throwable failure) {
            readFailure = failure;
        } finally {
            toWrite.add(Job.END);
        }
    }

    private CompletableFuture<String> submit(Line line) {
        String problem = line.problem();
        if (problem != null) {
            return CompletableFuture.failedFuture(new UsageException(problem));
        }
        try {
            return pool.submit(line.text());
        } catch (PayloadTooLargeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void writeAll() throws InterruptedException, IOException {
        boolean allSubmitted = false;
        while (!allSubmitted || progress.total() < submitted.get()) {
            Job job = toWrite.poll();
            if (job == null) {
                // Nothing to write for a moment: let others see what there is. The wait has no
                // bound, as an input has none; the reader always puts an end behind the last job.
                results.flush();
                job = toWrite.take();
            }
            if (job.isEnd()) {
                allSubmitted = true;
                continue;
            }
            if (!job.result().isDone()) {
                results.flush();
            }
            write(job);
            room.release();
        }
        results.flush();
    }

    private void write(Job job) throws IOException {
        try {
            String result = job.result().join();
            if (result.indexOf('\n') >= 0) {
                fail(job.line(), "the handler returned more than one line");
                return;
            }
            results.writeLine(result);
            progress.countSuccess();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PoolClosedException closed) {
                throw closed;
            }
            LOG.debug("{} failed", job.line().place(), e.getCause());
            fail(job.line(), describe(e.getCause()));
        }
    }

    private void fail(Line line, String why) {
        progress.countFailure();
        console.message(line.place() + ": " + line.quote() + ": " + why);
    }

    private static String describe(@Nullable Throwable cause) {
        return switch (cause) {
            case JobFailedException e -> {
                LOG.debug("in the worker: {}", e.remoteStackTrace());
                yield Main.firstLine(e).substring(e.remoteType().lastIndexOf('.') + 1);
            }
            case null -> "failed";
            default -> Main.firstLine(cause);
        };
    }
}
