package org.sempool.worker;

import java.util.concurrent.atomic.AtomicInteger;
import org.sempool.JobContext;

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
    static final RunningJob NONE = new RunningJob(0, 0, 0, Thread.currentThread());

    private final long jobId;
    private final int attempt;
    private final int worker;
    private final transient Thread thread;
    private volatile boolean last;

    RunningJob(long jobId, int attempt, int worker, Thread thread) {
        // No argument: a new object is RUNNING anyway, and the other constructor has a fence.
        this.jobId = jobId;
        this.attempt = attempt;
        this.worker = worker;
        this.thread = thread;
    }

    @Override
    public long jobId() {
        return jobId;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public int worker() {
        return worker;
    }

    @Override
    public boolean isCancelled() {
        int state = get();
        return last || state == CANCELLING || state == CANCELLED;
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
