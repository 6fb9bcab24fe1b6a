package org.sempool.worker;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;
import org.sempool.wire.RemoteFailure;

/**
 * A worker's round: take a job, run the handler, publish the result, free the job.
 *
 * <p>The job is freed last. Killed at any point, the worker leaves a job that names it, or a result
 * that is published, or both, and never neither.
 */
final class WorkerLoop<J, R> {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WorkerEnd end;
    private final JobHandler<J, R> handler;
    private final int number;
    private final Codec<J> jobCodec;
    private final Codec<R> resultCodec;

    WorkerLoop(WorkerEnd end, JobHandler<J, R> handler, int number) {
        this.end = end;
        this.handler = handler;
        this.number = number;
        this.jobCodec = handler.jobCodec();
        this.resultCodec = handler.resultCodec();
    }

    void run() {
        sayReady();
        while (true) {
            boolean ended = end.jobsEnded();
            Lease job = end.takeJob(ended ? 0 : WAIT_NANOS);
            if (job != null) {
                handle(job);
            } else if (ended) {
                return;
            }
        }
    }

    private void sayReady() {
        Draft ready = draft(MessageKind.READY, 0, 0);
        ready.payload().putLong(ProcessHandle.current().pid());
        ready.publish();
    }

    private void handle(Lease job) {
        long jobId = job.jobId();
        int attempt = job.attempt();
        R result = null;
        Throwable failure = null;
        try {
            J input = jobCodec.decode(job.payload());
            JobContext context = new JobContext(jobId, attempt, number);
            result =
                    Objects.requireNonNull(
                            handler.handle(input, context), "the handler returned null");
        } catch (Throwable thrown) {
            failure = thrown;
        }
        // An interrupt was meant for this job, if for anything.
        var _ = Thread.interrupted();
        if (result != null) {
            failure = publish(jobId, attempt, result);
        }
        if (failure != null) {
            publishFailure(jobId, attempt, failure);
        }
        job.free();
    }

    /** Publishes a result, or returns why it could not be. */
    private @Nullable Throwable publish(long jobId, int attempt, R result) {
        Draft draft = draft(MessageKind.RESULT, jobId, attempt);
        try {
            resultCodec.encode(result, draft.payload());
            draft.publish();
            return null;
        } catch (Throwable thrown) {
            draft.abandon();
            return thrown;
        }
    }

    private void publishFailure(long jobId, int attempt, Throwable failure) {
        RemoteFailure description = RemoteFailure.of(failure);
        Draft draft = draft(MessageKind.FAILURE, jobId, attempt);
        try {
            description.encode(draft.payload());
            draft.publish();
        } catch (RuntimeException tooLarge) {
            draft.abandon();
            publishBriefly(jobId, attempt, description.type(), tooLarge);
        }
    }

    /** If not even this can be published, the exception ends the worker, which is noticed. */
    private void publishBriefly(long jobId, int attempt, String type, RuntimeException why) {
        System.err.println("a failure could not be described: " + why);
        Draft draft = draft(MessageKind.FAILURE, jobId, attempt);
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
