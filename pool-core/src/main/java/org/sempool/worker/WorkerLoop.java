package org.sempool.worker;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;
import org.sempool.wire.RemoteFailure;
import org.sempool.wire.WorkerArguments;
import org.sempool.wire.WorkerExit;

/**
 * A worker's round: take a job, run the handler, publish the result, free the job.
 *
 * <p>The job is freed last. Killed at any point, the worker leaves a job that names it, or a result
 * that is published, or both, and never neither.
 *
 * <p>Belongs to one thread, but for {@link #stopJob} and {@link #retire}.
 */
final class WorkerLoop<J, R> {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOOK_MILLIS = 50;

    private static final long STOPPED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 50;

    private final WorkerEnd end;
    private final JobHandler<J, R> handler;
    private final WorkerArguments arguments;
    private final Departure departure;
    private final CoordinatorWatch coordinator;
    private final Codec<J> jobCodec;
    private final Codec<R> resultCodec;
    private final Thread thread = Thread.currentThread();
    private long jobsDone;

    /** Whether this worker has been told to stop a job while the handler had it. */
    private boolean stoppedAny;

    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean retiring;

    /** The job at hand, or the last one. */
    private final AtomicReference<RunningJob> current = new AtomicReference<>(RunningJob.NONE);

    WorkerLoop(
            WorkerEnd end,
            JobHandler<J, R> handler,
            WorkerArguments arguments,
            Departure departure,
            CoordinatorWatch coordinator) {
        this.end = end;
        this.coordinator = coordinator;
        this.departure = departure;
        this.handler = handler;
        this.arguments = arguments;
        this.jobCodec = handler.jobCodec();
        this.resultCodec = handler.resultCodec();
    }

    /** Tells the handler to stop a job, if it is still at it. For another thread. */
    void stopJob(long jobId, int attempt) {
        RunningJob job = current.getAcquire();
        if (job.is(jobId, attempt)) {
            job.stop();
        }
    }

    /** Has a job not be tried again, if the handler is still at it. For another thread. */
    void makeLast(long jobId, int attempt) {
        RunningJob job = current.getAcquire();
        if (job.is(jobId, attempt)) {
            job.makeLast();
        }
    }

    /** Lets the loop take jobs. For another thread. */
    void begin() {
        begun.countDown();
    }

    /** Lets the loop end after the job at hand. For another thread. */
    void retire() {
        retiring = true;
    }

    /** Works until there is nothing left to do; returns the exit code that says why it ended. */
    int run() {
        say(MessageKind.READY);
        if (!awaitBegin()) {
            return WorkerExit.NO_MORE_JOBS;
        }
        // A job that is begun in a process that ends would only cost an attempt.
        while (!retiring && !departure.hasBegun()) {
            if (coordinator.isStopped()) {
                // A stop of the coordinator is meant for the pool.
                LockSupport.parkNanos(STOPPED_PAUSE_NANOS);
                continue;
            }
            boolean ended = end.jobsEnded();
            Lease job = end.takeJob(ended ? 0 : WAIT_NANOS);
            if (job != null) {
                handle(job);
            } else if (ended) {
                return WorkerExit.NO_MORE_JOBS;
            }
        }
        if (!departure.hasBegun()) {
            say(MessageKind.RETIRING);
        }
        return WorkerExit.RETIRED;
    }

    /**
     * The coordinator looks once more whether this worker is what it was to be. Returns false if
     * the pool has no jobs any more.
     */
    private boolean awaitBegin() {
        while (!retiring && !departure.hasBegun()) {
            try {
                if (begun.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            } catch (InterruptedException ofNoJob) {
                // The handler's start() may have left it behind.
                continue;
            }
            if (end.jobsEnded()) {
                return false;
            }
        }
        return true;
    }

    private void say(MessageKind kind) {
        Draft message = draft(kind, 0, 0);
        message.payload().putLong(ProcessHandle.current().pid());
        message.publish();
    }

    private void handle(Lease lease) {
        RunningJob job = new RunningJob(lease.jobId(), lease.attempt(), arguments.number(), thread);
        // No fence for each job: an order to stop comes much later than this is seen.
        current.setRelease(job);
        R result = null;
        Throwable failure = null;
        boolean stopped;
        try {
            result =
                    Objects.requireNonNull(
                            handler.handle(jobCodec.decode(lease.payload()), job),
                            "the handler returned null");
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            stopped = job.end();
        }
        if (failure == null && (stopped || job.isLast())) {
            // It may be half a result. Nobody waits for it, but a transport may keep what succeeds.
            result = null;
            failure = new CancellationException("the job was told to stop");
        }
        boolean wanted = !stopped && !job.isLast();
        stoppedAny |= stopped;
        if (failure != null && wanted && isDamage(failure)) {
            lease.putBack(job.attempt());
        } else if (failure != null && wanted && job.attempt() < arguments.failureAttempts()) {
            lease.putBack(job.attempt() + 1);
        } else {
            Throwable problem = result == null ? failure : publish(job, result);
            if (problem != null && wanted && isDamage(problem)) {
                failure = problem;
                lease.putBack(job.attempt());
            } else {
                if (problem != null) {
                    publishFailure(job, problem);
                }
                lease.free();
            }
        }
        if (++jobsDone == arguments.maxJobs() || leavesDamage(failure)) {
            retiring = true;
        }
    }

    /**
     * Whether a job has failed for what another one left behind that was told to stop: a class
     * whose initializer was interrupted can never be used again in this JVM. Another worker may do
     * the job, and this failure is none of its attempts. One that was never told to stop reports
     * the failure, so a job does not go round for ever.
     */
    private boolean isDamage(Throwable failure) {
        return stoppedAny && isOrIsCausedBy(failure, LinkageError.class);
    }

    /** What ran out of memory may have left anything half-done, and so may what was stopped. */
    private boolean leavesDamage(@Nullable Throwable failure) {
        return failure != null
                && (isOrIsCausedBy(failure, OutOfMemoryError.class) || isDamage(failure));
    }

    /** Also if a library has wrapped it, as image decoders do. */
    private static boolean isOrIsCausedBy(Throwable failure, Class<? extends Throwable> type) {
        try {
            Throwable cause = failure;
            for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
                if (type.isInstance(cause)) {
                    return true;
                }
                cause = cause.getCause();
            }
            return false;
        } catch (RuntimeException | Error hostile) {
            return true;
        }
    }

    /** Publishes a result, or returns why it could not be. */
    private @Nullable Throwable publish(RunningJob job, R result) {
        Draft draft = draft(MessageKind.RESULT, job.jobId(), job.attempt());
        try {
            resultCodec.encode(result, draft.payload());
            draft.publish();
            return null;
        } catch (Throwable thrown) {
            draft.abandon();
            return thrown;
        }
    }

    private void publishFailure(RunningJob job, Throwable failure) {
        RemoteFailure description = RemoteFailure.of(failure);
        Draft draft = draft(MessageKind.FAILURE, job.jobId(), job.attempt());
        try {
            description.encode(draft.payload());
            draft.publish();
        } catch (RuntimeException tooLarge) {
            draft.abandon();
            publishBriefly(job, description.type(), tooLarge);
        }
    }

    /** If not even this can be published, the exception ends the worker, which is noticed. */
    private void publishBriefly(RunningJob job, String type, RuntimeException why) {
        System.err.println("a failure could not be described: " + why);
        Draft draft = draft(MessageKind.FAILURE, job.jobId(), job.attempt());
        new RemoteFailure(type, null, "").encode(draft.payload());
        draft.publish();
    }

    /** A place for a result. The coordinator takes results as long as it lives. */
    private Draft draft(MessageKind kind, long jobId, int attempt) {
        while (true) {
            Draft draft = end.draftResult(kind, jobId, attempt, WAIT_NANOS);
            if (draft != null) {
                return draft;
            }
        }
    }
}
