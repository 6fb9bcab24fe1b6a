package org.sempool.coordinator;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.sempool.FailureKind;
import org.sempool.JobFailedException;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/**
 * Brings results and failures to their futures. Each step is noted in the {@link Delivery}, so
 * another thread can continue where one had no memory or stack left.
 *
 * <p>Thread-safe; each delivery belongs to one thread at a time.
 */
final class Deliverer<R> {
    private final PendingJobs<R> pending;
    private final ResultReader<R> reader;
    private final WorkerEvents workers;
    private final Completions<R> completions;
    private final JobEnds ends;
    private @Nullable FailureRetries<R> retries;
    private volatile boolean ended;

    Deliverer(
            PendingJobs<R> pending,
            ResultReader<R> reader,
            WorkerEvents workers,
            Completions<R> completions,
            JobEnds ends) {
        this.pending = pending;
        this.reader = reader;
        this.workers = workers;
        this.completions = completions;
        this.ends = ends;
    }

    /**
     * Who decides about failures; without a call, each of them is final. Call this before the first
     * delivery.
     */
    void retryWith(FailureRetries<R> someRetries) {
        retries = someRetries;
    }

    /** From now on, no job is taken out of the pending ones. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /**
     * @param tally the pump's, which is the last resort: no other thread will try, so even an error
     *     ends the job. Null for a thread that waits for its own job
     */
    void deliver(Delivery<R> delivery, Lease message, JobEnds.@Nullable Tally tally) {
        if (!delivery.isRead) {
            read(delivery, message, tally != null);
        }
        // The result counts only if the memory was still valid: first read, then check.
        VarHandle.acquireFence();
        if (!delivery.isTaken) {
            if (ended) {
                // The job is still pending, so the stop ends it with all others.
                delivery.isDone = true;
                message.free();
                return;
            }
            // Remove the job from the pending ones, then free the slot. Repair checks in the
            // opposite order, so it finds the result or sees that the job has ended.
            long jobId = message.jobId();
            if (delivery.isTimed) {
                // Before the job leaves its cell; if it has done so, nothing is recorded.
                delivery.times.submitted = pending.submitted(jobId);
            }
            // A job that is to be retried was marked instead.
            if (!isRetried(delivery, message)) {
                delivery.job = pending.remove(jobId);
            }
            delivery.isTaken = true;
        }
        try {
            if (!delivery.isCounted) {
                count(delivery, message, tally);
                delivery.isCounted = true;
            }
            if (!delivery.isTold) {
                delivery.isTold = true;
                Step.DELIVER.reached();
                workers.worked(message.sender());
            }
            if (!delivery.isFreed) {
                delivery.isFreed = true;
                message.free();
            }
        } finally {
            // Null: a duplicate after its worker's death, or a job that its user has ended. Even
            // after a failure, only this thread can end the job now.
            if (delivery.job != null && !delivery.isEnded) {
                completions.end(delivery.job, delivery.result, delivery.failure);
            }
            if (delivery.retry != null && !delivery.isEnded) {
                retry(delivery.retry, delivery);
            }
            delivery.isEnded = true;
        }
        delivery.isDone = true;
    }

    /** Whether the job's failure leads to another attempt, which the coordinator decides. */
    private boolean isRetried(Delivery<R> delivery, Lease message) {
        FailureRetries<R> some = retries;
        if (some == null || !(delivery.failure instanceof JobFailedException failure)) {
            return false;
        }
        JobFuture<R> job = pending.get(message.jobId());
        if (job == null || !some.wants(job, message.attempt(), failure)) {
            return false;
        }
        delivery.retry = job;
        delivery.attempt = message.attempt();
        return true;
    }

    private void retry(JobFuture<R> job, Delivery<R> delivery) {
        if (retries != null && delivery.failure instanceof JobFailedException failure) {
            retries.later(job, delivery.attempt, failure);
        }
    }

    private void count(Delivery<R> delivery, Lease message, JobEnds.@Nullable Tally tally) {
        JobFuture<R> job = delivery.job;
        if (job == null) {
            return;
        }
        FailureKind kind = null;
        if (delivery.failure != null) {
            kind = JobEnds.kindOf(delivery.failure);
        }
        ends.delivered(
                tally,
                job,
                kind,
                message.attempt(),
                message.sender(),
                delivery.isTimed ? delivery.times : null);
    }

    private void read(Delivery<R> delivery, Lease message, boolean lastResort) {
        try {
            PayloadReader payload = message.payload();
            boolean timed = (message.flags() & MessageFlags.TIMED) != 0;
            if (timed) {
                delivery.times.begun = payload.getLong();
                delivery.times.handled = payload.getLong();
            }
            if (message.kind() == MessageKind.RESULT) {
                delivery.result = reader.result(payload);
            } else {
                delivery.failure = reader.failure(message.kind(), payload);
            }
            if (timed && message.sender() != 0) {
                // A result from an earlier pool has that pool's times.
                delivery.times.decoded = System.nanoTime();
                delivery.isTimed = true;
            }
        } catch (Throwable thrown) {
            if (thrown instanceof VirtualMachineError && !lastResort) {
                // The result may be fine; only this thread cannot read it.
                throw thrown;
            }
            delivery.failure = reader.unreadable(thrown);
        }
        delivery.isRead = true;
    }

    /** Ends a job that a delivery took, and could not end. */
    void endAside(Delivery<R> delivery, JobFuture<R> job) {
        if (delivery.message != null && !delivery.isCounted) {
            count(delivery, delivery.message, null);
        }
        completions.endAside(job, delivery.result, delivery.failure);
    }
}
