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
import org.sempool.logging.WorkerLogging;
import org.sempool.progress.ProgressWriter;
import org.sempool.serial.SerializedThrowable;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.JobHeader;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadLimitException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.RemoteFailure;
import org.sempool.wire.WorkerArguments;
import org.sempool.wire.WorkerExit;

/**
 * A worker's loop: take a job, run the handler, publish the result, free the job.
 *
 * <p>The job is freed last. If the worker is killed at any point, it leaves a job that names it, or
 * a published result, or both, and never neither.
 *
 * <p>Belongs to one thread, except for the methods that say otherwise.
 */
final class WorkerLoop<J, R> {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long POLL_MILLIS = 50;

    private static final long SUSPENDED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The chain of causes may be a cycle. */
    private static final int MAX_CAUSES = 50;

    private final WorkerEnd channel;
    private final JobHandler<J, R> handler;
    private final WorkerArguments arguments;
    private final ShutdownNotice shutdownNotice;
    private final CoordinatorWatch coordinator;
    private final ProgressWriter progress;
    private final Codec<J> jobCodec;
    private final Codec<R> resultCodec;
    private final Thread thread = Thread.currentThread();
    private long jobsDone;

    /** Whether the current job is timed, and its times. */
    private boolean timed;

    private long begunNanos;
    private long handledNanos;

    /** Whether a job was ever cancelled while the handler ran it. */
    private boolean cancelledAny;

    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean retiring;

    /** The current job, or the last one. */
    private final AtomicReference<RunningJob> current = new AtomicReference<>(RunningJob.NONE);

    WorkerLoop(
            WorkerEnd channel,
            JobHandler<J, R> handler,
            WorkerArguments arguments,
            ShutdownNotice shutdownNotice,
            CoordinatorWatch coordinator) {
        this.channel = channel;
        this.coordinator = coordinator;
        this.shutdownNotice = shutdownNotice;
        this.handler = handler;
        this.arguments = arguments;
        this.progress = new ProgressWriter(arguments.directory(), arguments.number());
        this.jobCodec = handler.jobCodec();
        this.resultCodec = handler.resultCodec();
    }

    /** Tells the handler to stop, if it still runs this job. For another thread. */
    void cancel(long jobId, int attempt) {
        RunningJob job = current.getAcquire();
        if (job.is(jobId, attempt)) {
            job.cancel();
        }
    }

    /** Prevents further attempts at a job, if the handler still runs it. For another thread. */
    void makeLast(long jobId, int attempt) {
        RunningJob job = current.getAcquire();
        if (job.is(jobId, attempt)) {
            job.makeLast();
        }
    }

    /** The current job, or the last one. For another thread. */
    RunningJob latestJob() {
        return current.getAcquire();
    }

    /** The job to which what is logged now belongs, if there is one. For another thread. */
    WorkerLogging.@Nullable RunningJob loggedJob() {
        RunningJob job = current.getAcquire();
        return job.hasEnded()
                ? null
                : new WorkerLogging.RunningJob(job.jobId(), job.name().orElse(null));
    }

    /** Lets the loop take jobs. For another thread. */
    void begin() {
        begun.countDown();
    }

    /** Ends the loop after the current job. For another thread. */
    void retire() {
        retiring = true;
    }

    /** Works until there are no more jobs; returns the exit code that says why it ended. */
    int run() {
        say(MessageKind.READY);
        if (!awaitBegin()) {
            return WorkerExit.NO_MORE_JOBS;
        }
        // Beginning a job in a process that is about to end would only cost an attempt.
        while (!retiring && !shutdownNotice.hasBegun()) {
            if (coordinator.isSuspended()) {
                // The suspension of the coordinator applies to the whole pool.
                channel.flush();
                LockSupport.parkNanos(SUSPENDED_PAUSE_NANOS);
                continue;
            }
            boolean ended = channel.jobsEnded();
            Lease job = channel.takeJob(ended ? 0 : WAIT_NANOS);
            if (job != null) {
                handle(job);
            } else if (ended) {
                return WorkerExit.NO_MORE_JOBS;
            }
        }
        channel.flush();
        if (!shutdownNotice.hasBegun()) {
            say(MessageKind.RETIRING);
        }
        return WorkerExit.RETIRED;
    }

    /**
     * Waits for the coordinator, which checks the worker's classes once more. Returns false if the
     * pool has no more jobs.
     */
    private boolean awaitBegin() {
        while (!retiring && !shutdownNotice.hasBegun()) {
            try {
                if (begun.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            } catch (InterruptedException ofNoJob) {
                // The handler's start() may have left an interrupt behind.
                continue;
            }
            if (channel.jobsEnded()) {
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
        RunningJob job = new RunningJob(lease.jobId(), lease.attempt(), progress, thread);
        // No fence for each job: this is visible long before an order to cancel it comes.
        current.setRelease(job);
        timed = (lease.flags() & MessageFlags.TIMED) != 0;
        begunNanos = timed ? System.nanoTime() : 0;
        R result = null;
        Throwable failure = null;
        boolean cancelled;
        try {
            PayloadReader payload = lease.payload();
            if ((lease.flags() & MessageFlags.OPTIONS) != 0) {
                job.setHeader(JobHeader.read(payload));
            }
            result =
                    Objects.requireNonNull(
                            handler.handle(jobCodec.decode(payload), job),
                            "the handler returned null");
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            cancelled = job.end();
            handledNanos = timed ? System.nanoTime() : 0;
        }
        if (failure == null && (cancelled || job.isLast())) {
            // It may be half a result. No caller waits for it, but a transport may keep what
            // succeeds.
            result = null;
            failure = new CancellationException("the job was told to stop");
        }
        boolean mayRetry = !cancelled && !job.isLast();
        cancelledAny |= cancelled;
        if (failure != null && mayRetry && isDamage(failure)) {
            lease.putBack(job.attemptHere());
        } else if (failure != null && mayRetry && job.attemptHere() < attempts(job)) {
            lease.putBack(job.attemptHere() + 1);
        } else {
            Throwable problem = result == null ? failure : publish(job, result);
            if (problem != null && mayRetry && isDamage(problem)) {
                failure = problem;
                lease.putBack(job.attemptHere());
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

    /** How many attempts a job has whose handler throws. */
    private int attempts(RunningJob job) {
        int own = job.header().failureAttempts();
        return own == 0 ? arguments.failureAttempts() : own;
    }

    /**
     * Whether a job failed because an earlier job was cancelled: a class whose initializer was
     * interrupted can never be used again in this JVM. Then another worker may do the job, and this
     * failure does not count as an attempt. A worker whose jobs were never cancelled reports the
     * failure, so no job is passed on for ever.
     */
    private boolean isDamage(Throwable failure) {
        return cancelledAny && isOrIsCausedBy(failure, LinkageError.class);
    }

    /**
     * A job that ran out of memory may have left anything half-done, and so may a cancelled one.
     */
    private boolean leavesDamage(@Nullable Throwable failure) {
        return failure != null
                && (isOrIsCausedBy(failure, OutOfMemoryError.class) || isDamage(failure));
    }

    /** Includes causes: some libraries wrap errors, as image decoders do. */
    private static boolean isOrIsCausedBy(Throwable failure, Class<? extends Throwable> type) {
        try {
            Throwable cause = failure;
            for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
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

    /** Publishes a result, or returns why that failed. */
    private @Nullable Throwable publish(RunningJob job, R result) {
        Throwable problem = tryToPublish(job, result);
        if (timed && problem instanceof PayloadLimitException) {
            // The largest results have no room for times.
            timed = false;
            problem = tryToPublish(job, result);
        }
        return problem;
    }

    private @Nullable Throwable tryToPublish(RunningJob job, R result) {
        Draft draft = draft(MessageKind.RESULT, job.id(), job.attemptHere());
        try {
            putTimes(draft);
            resultCodec.encode(result, draft.payload());
            draft.publish();
            return null;
        } catch (Throwable thrown) {
            draft.abandon();
            return thrown;
        }
    }

    private void putTimes(Draft draft) {
        if (timed) {
            draft.setFlags(MessageFlags.TIMED);
            draft.payload().putLong(begunNanos);
            draft.payload().putLong(handledNanos);
        }
    }

    private void publishFailure(RunningJob job, Throwable failure) {
        RemoteFailure description = RemoteFailure.of(failure);
        Draft draft = draft(MessageKind.FAILURE, job.id(), job.attemptHere());
        try {
            putTimes(draft);
            description.encode(draft.payload());
            if (arguments.sendsExceptions()) {
                draft.payload().putBytes(SerializedThrowable.write(failure));
            }
            draft.publish();
        } catch (RuntimeException tooLarge) {
            draft.abandon();
            publishBriefly(job, description.type(), tooLarge);
        }
    }

    /** If even this fails, the exception ends the worker, which the coordinator notices. */
    private void publishBriefly(RunningJob job, String type, RuntimeException why) {
        System.err.println("a failure could not be described: " + why);
        Draft draft = draft(MessageKind.FAILURE, job.id(), job.attemptHere());
        RemoteFailure.brief(type, null).encode(draft.payload());
        draft.publish();
    }

    /** A draft for a result. The wait ends: the coordinator takes results as long as it lives. */
    private Draft draft(MessageKind kind, long jobId, int attempt) {
        while (true) {
            Draft draft = channel.draftResult(kind, jobId, attempt, WAIT_NANOS);
            if (draft != null) {
                return draft;
            }
        }
    }
}
