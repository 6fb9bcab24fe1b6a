package org.sempool.worker;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.sempool.JobContext;
import org.sempool.progress.ProgressEntry;
import org.sempool.progress.ProgressWriter;
import org.sempool.wire.JobHeader;

/**
 * A job while the handler runs it: the handler's view of the job, and the means to cancel it from
 * another thread.
 *
 * <pre>
 *   RUNNING --cancel()--> CANCELLING --interrupt sent--> CANCELLED
 *      \--end()--> ENDED
 * </pre>
 *
 * <p>So an interrupt is sent during this job or not at all, and never reaches the next job.
 */
final class RunningJob extends AtomicInteger implements JobContext {
    private static final long serialVersionUID = 1L;
    private static final int RUNNING = 0;
    private static final int CANCELLING = 1;
    private static final int CANCELLED = 2;
    private static final int ENDED = 3;

    /** The current job before the first one. */
    static final RunningJob NONE =
            new RunningJob(0, 0, new ProgressWriter(null, 0), Thread.currentThread());

    private final long jobId;
    private final int attempt;
    private final transient ProgressWriter progress;
    private final transient Thread thread;
    private volatile boolean last;
    private transient JobHeader header = JobHeader.NONE;

    RunningJob(long jobId, int attempt, ProgressWriter progress, Thread thread) {
        // No argument: a new object is RUNNING anyway, and the other constructor has a fence.
        this.jobId = jobId;
        this.attempt = attempt;
        this.progress = progress;
        this.thread = thread;
    }

    /** The job's id in this pool. */
    long id() {
        return jobId;
    }

    /** The number of the attempt in this pool. */
    int attemptHere() {
        return attempt;
    }

    /** For its coordinator, which may be elsewhere. */
    @Override
    public long jobId() {
        return header.jobId() == 0 ? jobId : header.jobId();
    }

    /** Set before the handler has the job. */
    void setHeader(JobHeader read) {
        header = read;
        read.name()
                .ifPresent(
                        name ->
                                progress.show(
                                        ProgressEntry.begun(jobId, attempt, name), this::runs));
    }

    JobHeader header() {
        return header;
    }

    @Override
    public Optional<String> name() {
        return header.name();
    }

    @Override
    public int attempt() {
        return header.attempt() == 0 ? attempt : header.attempt();
    }

    @Override
    public int worker() {
        return progress.worker();
    }

    @Override
    public boolean isCancelled() {
        int state = get();
        return last || state == CANCELLING || state == CANCELLED;
    }

    @Override
    public void progress(double fraction, String message) {
        JobContext.super.progress(fraction, message);
        double shown = Double.isNaN(fraction) ? fraction : Math.clamp(fraction, 0.0, 1.0);
        progress.show(
                new ProgressEntry(jobId, attempt, header.name().orElse(null), shown, message),
                this::runs);
    }

    private boolean runs() {
        return get() != ENDED;
    }

    boolean is(long otherJobId, int otherAttempt) {
        return jobId == otherJobId && attempt == otherAttempt;
    }

    /** Tells the handler to stop, unless it has returned. For another thread. */
    void cancel() {
        if (compareAndSet(RUNNING, CANCELLING)) {
            thread.interrupt();
            set(CANCELLED);
        }
    }

    /** Prevents further attempts, however this one ends. For another thread. */
    void makeLast() {
        last = true;
    }

    boolean isLast() {
        return last;
    }

    /** Whether the handler has returned, if the job was not cancelled. For another thread. */
    boolean hasEnded() {
        return this == NONE || get() == ENDED;
    }

    /**
     * The handler has returned. The compare-and-set costs each job a fence, and has to: this thread
     * must learn of an interrupt that is being sent, or its sender that it comes too late. After
     * this call {@link #cancel} sends no interrupt, and none is pending.
     *
     * @return whether the job was cancelled
     */
    boolean end() {
        boolean cancelled = !compareAndSet(RUNNING, ENDED);
        while (cancelled && get() == CANCELLING) {
            // The other thread is between its compareAndSet and its set.
            Thread.onSpinWait();
        }
        // An interrupt was meant for this job, whichever thread sent it.
        var _ = Thread.interrupted();
        return cancelled;
    }
}
