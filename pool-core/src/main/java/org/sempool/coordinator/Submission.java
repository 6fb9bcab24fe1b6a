package org.sempool.coordinator;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.FailureKind;
import org.sempool.JobOptions;
import org.sempool.PayloadTooLargeException;
import org.sempool.PoolBrokenException;
import org.sempool.SubmitInterruptedException;
import org.sempool.config.Retries;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.JobDraft;
import org.sempool.spi.NoRoomException;
import org.sempool.spi.RoomPatience;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.PayloadLimitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts jobs into the queue, and withdraws them. Thread-safe. */
final class Submission<J, R> {
    static final long FOREVER = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_CAUSES = 100;
    private static final long COMPLETIONS_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CoordinatorEnd channel;
    private final Codec<J> codec;
    private final PendingJobs<R> pending;
    private final Completions<R> completions;
    private final JobEnds ends;
    private final JobClock clock;
    private final Lifecycle lifecycle;
    private final Retries retries;
    private final JobHeaders headers;
    private final QueueLimits<R> queueLimits;
    private final Patience endless = new Patience(FOREVER);

    /** Of the last job with options: the jobs of a batch have the same. */
    private volatile @Nullable EncodedHeader lastHeader;

    /** What precedes jobs with these options; empty if nothing does. */
    private static final class EncodedHeader {
        private final WeakReference<JobOptions> options;
        private final Optional<Duration> timeout;
        private final byte[] bytes;

        EncodedHeader(JobOptions options, Optional<Duration> timeout, byte[] bytes) {
            this.options = new WeakReference<>(options);
            this.timeout = timeout;
            this.bytes = bytes;
        }

        boolean isFor(JobOptions other, Optional<Duration> otherTimeout) {
            return options.refersTo(other) && timeout.equals(otherTimeout);
        }
    }

    Submission(
            CoordinatorEnd channel,
            Codec<J> codec,
            PendingJobs<R> pending,
            Completions<R> completions,
            JobEnds ends,
            JobClock clock,
            Lifecycle lifecycle,
            Retries retries,
            JobHeaders headers,
            QueueLimits<R> queueLimits) {
        this.channel = channel;
        this.codec = codec;
        this.pending = pending;
        this.completions = completions;
        this.ends = ends;
        this.clock = clock;
        this.lifecycle = lifecycle;
        this.retries = retries;
        this.headers = headers;
        this.queueLimits = queueLimits;
    }

    /** Submits a job; returns false if there was no room in time. */
    boolean submit(J job, JobFuture<R> future, long waitNanos) {
        Objects.requireNonNull(job, "job");
        Patience patience = waitNanos == FOREVER ? endless : new Patience(waitNanos);
        JobDraft draft = awaitRoom(patience);
        if (draft == null) {
            return false;
        }
        draft.setPatience(patience);
        boolean published = false;
        try {
            // First register the job as pending, then check whether the pool still accepts jobs.
            // close() does it in the opposite order, so either this sees the closing or close()
            // sees the job.
            pending.add(future);
            lifecycle.checkAccepting();
            future.setNested(completions.isNested());
            if (retries.byCoordinator()) {
                future.needDetails().setJob(job);
            }
            write(job, future, draft);
            draft.publish();
            published = true;
            queueLimits.begin(future);
            return true;
        } catch (NoRoomException e) {
            return false;
        } catch (PayloadLimitException e) {
            throw new PayloadTooLargeException(String.valueOf(e.getMessage()), e);
        } catch (BrokenTransportException e) {
            lifecycle.breakDown(new PoolBrokenException(String.valueOf(e.getMessage()), e));
            lifecycle.checkAccepting();
            throw e;
        } catch (IllegalStateException e) {
            // The memory is unmapped if the pool was stopped meanwhile.
            lifecycle.checkAccepting();
            throw e;
        } catch (InternalError e) {
            throw damage(e);
        } finally {
            if (!published) {
                drop(future, draft);
            }
        }
    }

    /**
     * Publishes a job once more, which was not removed from the pending ones. It is accepted even
     * if the pool is closing.
     *
     * @return false if there was no room in time
     */
    @SuppressWarnings("unchecked") // submit() has kept it
    boolean resubmit(JobFuture<R> future, int attempt, long waitNanos) {
        J job = (J) Objects.requireNonNull(future.needDetails().job());
        long end = System.nanoTime() + waitNanos;
        JobDraft draft = draftUnlessClosed(waitNanos);
        if (draft == null) {
            return false;
        }
        boolean published = false;
        try {
            draft.setPatience(
                    () -> {
                        if (System.nanoTime() - end >= 0 || lifecycle.expectsDeaths()) {
                            throw new NoRoomException();
                        }
                        return true;
                    });
            draft.setAttempt(attempt);
            write(job, future, draft);
            draft.publish();
            published = true;
            return true;
        } catch (NoRoomException e) {
            return false;
        } catch (BrokenTransportException e) {
            lifecycle.breakDown(new PoolBrokenException(String.valueOf(e.getMessage()), e));
            throw e;
        } finally {
            if (!published) {
                abandon(draft);
            }
        }
    }

    /**
     * A file that was truncated reads as zeros at first: the error may come only with a later
     * access.
     */
    private PoolBrokenException damage(Throwable cause) {
        String what = "the contents of " + channel.address() + " are damaged: " + cause;
        PoolBrokenException broken = new PoolBrokenException(what, cause);
        lifecycle.breakDown(broken);
        lifecycle.checkAccepting();
        return broken;
    }

    /** Writes the message, and notes in the future where the job is. */
    private void write(J job, JobFuture<R> future, JobDraft draft) {
        draft.setJobId(future.id());
        int flags = writeOptions(future, draft);
        boolean timed = clock.times(future.id()) || JobEnds.wantsEnd(future);
        if (timed) {
            flags |= MessageFlags.TIMED;
        }
        if (flags != MessageFlags.NONE) {
            draft.setFlags(flags);
        }
        encode(job, draft);
        future.setTicket(draft.ticket());
        if (timed) {
            pending.setSubmitted(future.id(), clock.submitted());
        }
    }

    /** Writes what the worker has to know of the job's options; returns the flags that say so. */
    private int writeOptions(JobFuture<R> future, JobDraft draft) {
        JobDetails details = future.details();
        if (details == null && !headers.areForAll()) {
            return MessageFlags.NONE;
        }
        if (headers.areInPayload()) {
            return MessageFlags.OPTIONS;
        }
        JobOptions options = future.options();
        // Only hosts have to know it.
        Optional<Duration> timeout = headers.areForAll() ? options.timeout() : Optional.empty();
        EncodedHeader header = lastHeader;
        if (header == null || !header.isFor(options, timeout)) {
            header = new EncodedHeader(options, timeout, headers.encode(options));
            lastHeader = header;
        }
        if (header.bytes.length == 0) {
            return MessageFlags.NONE;
        }
        draft.payload().putBytes(header.bytes);
        return MessageFlags.OPTIONS;
    }

    /** A codec may wrap what the writer throws, and is not to blame for a lack of room. */
    private void encode(J job, JobDraft draft) {
        try {
            codec.encode(job, draft.payload());
        } catch (RuntimeException e) {
            Throwable cause = e;
            for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
                if (cause instanceof NoRoomException noRoom) {
                    throw noRoom;
                }
                cause = cause.getCause();
            }
            throw e;
        }
    }

    private void drop(JobFuture<R> future, JobDraft draft) {
        pending.giveUp(future);
        lifecycle.noteJobEnd();
        abandon(draft);
    }

    private static void abandon(JobDraft draft) {
        try {
            draft.abandon();
        } catch (IllegalStateException | InternalError e) {
            LOG.debug("the pool was stopped while a job was being submitted", e);
        }
    }

    /** How long one submitter waits: first for a slot, then for memory if the job needs it. */
    private final class Patience implements RoomPatience {
        private final long nanos;
        private boolean begun;
        private long begin;

        Patience(long nanos) {
            this.nanos = nanos;
        }

        /** What is left. The time begins with the first call, so most jobs read no clock. */
        long left() {
            if (nanos == FOREVER || nanos <= 0) {
                return nanos;
            }
            long now = System.nanoTime();
            if (!begun) {
                begun = true;
                begin = now;
            }
            return nanos - (now - begin);
        }

        @Override
        public boolean waits() {
            lifecycle.checkAccepting();
            if (Thread.currentThread().isInterrupted()) {
                throw new SubmitInterruptedException();
            }
            if (left() <= 0) {
                throw new NoRoomException();
            }
            return true;
        }
    }

    /** Waits for room in the queue; returns null if there was none in time. */
    private @Nullable JobDraft awaitRoom(Patience patience) {
        long left = patience.left();
        while (true) {
            lifecycle.checkAccepting();
            if (completions.isFull() || pending.awaitManyRetries()) {
                LockSupport.parkNanos(completions, Math.min(left, COMPLETIONS_PAUSE_NANOS));
            } else {
                JobDraft draft = draftUnlessClosed(Math.min(left, WAIT_NANOS));
                if (draft != null) {
                    return draft;
                }
            }
            left = patience.left();
            if (left <= 0) {
                return null;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new SubmitInterruptedException();
            }
        }
    }

    private @Nullable JobDraft draftUnlessClosed(long waitNanos) {
        try {
            return channel.draftJob(waitNanos);
        } catch (IllegalStateException e) {
            // The memory is unmapped if the pool was stopped since the check.
            lifecycle.checkAccepting();
            throw e;
        } catch (IndexOutOfBoundsException | InternalError e) {
            throw damage(e);
        }
    }

    /** Withdraws a job if no worker has it; returns whether none ever will. */
    boolean withdraw(JobFuture<R> job) {
        try {
            return channel.withdraw(job.ticket());
        } catch (IllegalStateException e) {
            LOG.debug("job {} was cancelled after the pool had stopped", job.id(), e);
            return true;
        }
    }

    /** Whether no worker has the job, or will get it. */
    private boolean isOut(JobFuture<R> job) {
        JobDetails details = job.details();
        return withdraw(job) || (details != null && details.isAwaitingRetry());
    }

    /** Cancels all jobs that no worker has; returns how many. */
    int cancelWaiting() {
        int cancelled = 0;
        for (JobFuture<R> job : pending.all()) {
            // If it is not pending any more, the thread that removed it ends it.
            if (job.hasTicket() && isOut(job) && pending.remove(job.id()) != null) {
                ends.failed(job, FailureKind.CANCELLED);
                job.cancelWithdrawn();
                lifecycle.noteJobEnd();
                cancelled++;
            }
        }
        return cancelled;
    }
}
