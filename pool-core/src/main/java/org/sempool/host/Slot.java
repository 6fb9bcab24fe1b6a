package org.sempool.host;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.JobOptions;
import org.sempool.JobTimedOutException;
import org.sempool.PoolClosedException;
import org.sempool.WorkerDeath;
import org.sempool.WorkerDiedException;
import org.sempool.WorkerPool;
import org.sempool.coordinator.RelayedFailureException;
import org.sempool.coordinator.RelayedJob;
import org.sempool.spi.ConnectionLostException;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.DeathReport;
import org.sempool.wire.JobHeader;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;
import org.sempool.wire.RemoteFailure;
import org.sempool.wire.TimeoutReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes a job from the broker, has it run by the host's pool, and reports how it
 * ended; then the next one.
 */
final class Slot implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final long TAKE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_MILLIS = 500;

    private final WorkerEnd end;
    private final WorkerPool<RelayedJob, MemorySegment> pool;
    private final SlotGate gate;
    private final Runs runs;
    private final String host;

    /** Whether it has closed its end, so that the broker gives its job to another slot. */
    private boolean closed;

    /** The job is not held any more, because the connection or the pool is gone. */
    private static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    Slot(
            WorkerEnd end,
            WorkerPool<RelayedJob, MemorySegment> pool,
            SlotGate gate,
            Runs runs,
            String host) {
        this.end = end;
        this.pool = pool;
        this.gate = gate;
        this.runs = runs;
        this.host = host;
    }

    @Override
    public void run() {
        try (end) {
            while (!closed && gate.enter()) {
                Lease job = ask();
                if (job == null) {
                    continue;
                }
                gate.took();
                if (hasEnded(job)) {
                    gate.leaveAfterJob();
                } else {
                    gate.leave();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("nobody interrupts this thread", e);
        }
    }

    /** Returns null if it has left without a job. */
    private @Nullable Lease ask() {
        Lease job;
        do {
            job = end.takeJob(gate.patienceNanos());
        } while (job == null && gate.mayAskAgain());
        return job;
    }

    private boolean hasEnded(Lease job) {
        try {
            return serve(job);
        } catch (ConnectionLostException e) {
            LOG.debug("the broker gives the job to another slot", e);
        } catch (RuntimeException | Error e) {
            LOG.error("job {} could not be passed on", job.jobId(), e);
            giveUp(job, e);
        }
        return false;
    }

    /** Otherwise it would come again and again. */
    private void giveUp(Lease job, Throwable why) {
        try {
            report(job, MessageKind.FAILURE, RemoteFailure.of(why)::encode);
            finish(job);
        } catch (RuntimeException e) {
            LOG.debug("the broker gives the job to another slot", e);
            close();
        }
    }

    private void close() {
        closed = true;
        end.close();
    }

    private boolean serve(Lease job) {
        PayloadReader payload = job.payload();
        JobHeader header =
                (job.flags() & MessageFlags.OPTIONS) == 0
                        ? JobHeader.NONE
                        : JobHeader.read(payload);
        int attempts = Math.max(1, header.attempts());
        // One that ran on while the connection was lost has only been counted as more attempts.
        if (job.attempt() > attempts && !runs.has(job.origin(), job.jobId())) {
            report(job, MessageKind.DEATH, writer -> lostHost(job.attempt() - 1).encode(writer));
            finish(job);
            return false;
        }
        Runs.Run run;
        try {
            run = runs.join(job.origin(), job.jobId(), () -> submit(job, header, payload));
        } catch (RuntimeException e) {
            return failToSubmit(job, e);
        }
        boolean over = false;
        try {
            awaitEnd(run, job);
            passOn(job, run, attempts);
            end.flush();
            over = true;
            return true;
        } catch (LostException e) {
            if (!job.isLost()) {
                close();
            }
            return false;
        } finally {
            if (over) {
                runs.end(run);
            } else {
                runs.leave(run);
            }
        }
    }

    private java.util.concurrent.CompletableFuture<MemorySegment> submit(
            Lease job, JobHeader header, PayloadReader payload) {
        JobOptions options = JobOptions.defaults().attempts(1);
        if (header.name().isPresent()) {
            options = options.name(header.name().get());
        }
        if (header.timeout().isPresent()) {
            options = options.timeout(header.timeout().get());
        }
        RelayedJob relayed =
                new RelayedJob(header.toWorker(job.jobId(), job.attempt()), payload.rest());
        return pool.submit(relayed, options);
    }

    private boolean failToSubmit(Lease job, RuntimeException why) {
        if (why instanceof PoolClosedException) {
            job.putBack(job.attempt());
        } else {
            report(job, MessageKind.FAILURE, RemoteFailure.of(why)::encode);
            job.free();
        }
        end.flush();
        return false;
    }

    private static void awaitEnd(Runs.Run run, Lease job) throws LostException {
        boolean over = false;
        while (!over) {
            if (job.isLost()) {
                throw new LostException();
            }
            try {
                // No bound but the job's own: it may take any time.
                var _ = run.future().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                over = true;
            } catch (TimeoutException e) {
                LOG.trace("still waiting");
            } catch (InterruptedException e) {
                LOG.debug("nobody interrupts this thread", e);
            } catch (ExecutionException | CancellationException e) {
                over = true;
            }
        }
    }

    /** Reports how a run has ended. */
    private void passOn(Lease job, Runs.Run run, int attempts) throws LostException {
        try {
            MemorySegment result = run.future().get();
            report(job, MessageKind.RESULT, writer -> writer.putSegment(result));
            job.free();
        } catch (CancellationException e) {
            if (run.isCancelled()) {
                job.free();
            } else {
                // It waited here for too long, or the host drains.
                putBack(job, run, job.attempt());
            }
        } catch (InterruptedException e) {
            throw new AssertionError("the run has ended", e);
        } catch (ExecutionException e) {
            fail(job, run, e.getCause() == null ? e : e.getCause(), attempts);
        }
    }

    /** The job may be back here before this call returns, and must not find this run. */
    private void putBack(Lease job, Runs.Run run, int nextAttempt) {
        runs.end(run);
        job.putBack(nextAttempt);
    }

    private void fail(Lease job, Runs.Run run, Throwable why, int attempts) throws LostException {
        switch (why) {
            case RelayedFailureException thrown ->
                    report(job, MessageKind.FAILURE, writer -> writer.putBytes(thrown.report()));
            case WorkerDiedException died -> {
                died(job, run, died, attempts);
                return;
            }
            case JobTimedOutException late ->
                    report(
                            job,
                            MessageKind.TIMEOUT,
                            new TimeoutReport(late.timeout(), host + ": " + late.getMessage())
                                    ::encode);
            case PoolClosedException _ -> throw new LostException();
            default -> report(job, MessageKind.FAILURE, RemoteFailure.of(why)::encode);
        }
        job.free();
    }

    private void died(Lease job, Runs.Run run, WorkerDiedException died, int attempts) {
        report(job, MessageKind.DEATH, toReport(died.deaths().getLast(), job.attempt())::encode);
        if (job.attempt() < attempts) {
            putBack(job, run, job.attempt() + 1);
        } else {
            job.free();
        }
    }

    private DeathReport toReport(WorkerDeath death, int attempt) {
        return new DeathReport(
                host,
                death.worker(),
                death.pid(),
                attempt,
                death.ran(),
                death.exitCode(),
                death.signal(),
                death.outOfMemory(),
                death.output(),
                death.crashReport().map(Object::toString),
                host + ": " + death.description());
    }

    /** The broker has counted the attempt, and nobody has said how it ended. */
    private static DeathReport lostHost(int attempt) {
        return new DeathReport(
                "unknown",
                0,
                0,
                attempt,
                java.time.Duration.ZERO,
                0,
                java.util.Optional.empty(),
                false,
                java.util.List.of(),
                java.util.Optional.empty(),
                "the worker host that had the job was killed, or was cut off from the broker");
    }

    private void report(Lease job, MessageKind kind, Consumer<PayloadWriter> content) {
        Draft draft = end.draftResult(kind, job.jobId(), job.attempt(), TAKE_NANOS);
        if (draft == null) {
            throw new ConnectionLostException("no room for a report", null);
        }
        boolean published = false;
        try {
            content.accept(draft.payload());
            draft.publish();
            published = true;
        } finally {
            if (!published) {
                draft.abandon();
            }
        }
    }

    private void finish(Lease job) {
        job.free();
        end.flush();
    }
}
