package org.sempool.cli;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The jobs in the order in which their results are written.
 *
 * <p>Usually a job whose turn it is has ended, or soon does: then it comes straight from the
 * intake, and goes back there. But while one takes long, the others behind it end, until the pool
 * has nothing left to do: they have all places that there are. So when half of them have ended,
 * they become {@linkplain EarlyResults early results}, and the intake gets their places.
 *
 * <pre>
 *   intake ──► submitted ───────────────────► written
 *     ▲             └────► early results ──────► ▲
 *     └─────────── places ───┴───────────────────┘
 * </pre>
 *
 * <p>Belongs to the thread that writes: no other has to wait for it, least of all one of the pool's
 * that ends a job.
 */
final class JobOrder implements AutoCloseable {
    private static final long FIRST_REST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** To look at all jobs takes long; these are enough to see how many have ended. */
    private static final int SAMPLES = 16;

    private final Intake intake;
    private final JobQueue submitted;
    private final EarlyResults early;
    private final int places;
    private boolean endIsNext;

    JobOrder(Intake intake, EarlyResults early) {
        this.intake = intake;
        this.submitted = intake.jobs();
        this.early = early;
        this.places = intake.window();
    }

    /** The next job, which may not have ended, if there is one soon; otherwise null. */
    @Nullable Job pollSoon() throws IOException {
        if (!early.isEmpty()) {
            return early.next();
        }
        if (endIsNext) {
            endIsNext = false;
            return Job.END;
        }
        return submitted.pollSoon();
    }

    /** The next job, if there was none soon. Waits for it, however long. */
    Job take() throws InterruptedException {
        return submitted.take();
    }

    /** The result of a job is written. */
    void written(Job job) {
        if (!job.isReplaced()) {
            intake.jobDone(job);
        }
    }

    /**
     * Waits until the first job has ended. Meanwhile others come in the places of those behind it
     * that have.
     */
    void awaitEnd(CompletableFuture<byte[]> first) throws InterruptedException {
        Thread writer = Thread.currentThread();
        var _ = first.whenComplete((_, _) -> LockSupport.unpark(writer));
        // The pool needs about as long for the other half of the places as for the first half, so
        // the longer its jobs take, the less often this has to look.
        long rest = FIRST_REST_NANOS;
        while (!first.isDone()) {
            boolean isDue = areHalfEnded() || rest == LONGEST_REST_NANOS;
            rest =
                    isDue && makeRoom() > 0
                            ? Math.max(rest / 2, FIRST_REST_NANOS)
                            : Math.min(rest + rest / 2, LONGEST_REST_NANOS);
            LockSupport.parkNanos(this, rest);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private boolean areHalfEnded() {
        int ended = early.endedInPool();
        int step = Math.max(1, places / SAMPLES);
        for (int ahead = 0; ahead < places; ahead += step) {
            Job job = submitted.peek(ahead);
            if (job != null && job.result().isDone()) {
                ended += step;
            }
        }
        return ended >= Math.max(1, places / 2);
    }

    private int makeRoom() {
        Job job = submitted.poll();
        while (job != null) {
            if (job == Job.END) {
                endIsNext = true;
            } else {
                early.add(job);
            }
            job = submitted.poll();
        }
        return early.makeRoom(intake);
    }

    /** Drops what waits. */
    @Override
    public void close() {
        early.close();
    }
}
