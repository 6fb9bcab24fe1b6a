package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.ConnectionLostException;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;
import org.sempool.wire.RemoteFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transacted session that holds one job: receive, run, send the result, commit. Until the commit,
 * the broker gives the job to another slot if this one's connection is lost.
 *
 * <p>Belongs to one thread.
 */
final class ArtemisSlot implements WorkerEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ArtemisSlot.class);
    private static final long LONGEST_MILLIS = 1_000;
    private static final String DELIVERIES = "JMSXDeliveryCount";

    private final BrokerLink link;
    private final String pool;
    private final String fit;
    private final Origins origins;
    private final HostTally tally;

    private @Nullable SlotSession session;
    private @Nullable JobLease held;
    private boolean closed;

    ArtemisSlot(BrokerLink link, String pool, String fit, Origins origins, HostTally tally) {
        this.link = link;
        this.pool = pool;
        this.fit = fit;
        this.origins = origins;
        this.tally = tally;
    }

    /** A part of a transaction. */
    private interface Step {
        void run(SlotSession open) throws JMSException, IOException;
    }

    /**
     * Calls the broker. An interrupt would break the call, and the session with it, so the thread
     * gets it back afterwards.
     *
     * @throws ConnectionLostException if it fails; then everything since the last commit is void
     */
    private void call(Connection connection, Step step) {
        boolean interrupted = Thread.interrupted();
        try {
            step.run(open(connection));
        } catch (JMSException | IOException | RuntimeException e) {
            drop();
            link.lost(connection, e);
            throw new ConnectionLostException("the broker does not answer: " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Calls the broker in the session that is open. */
    private void call(Step step) {
        SlotSession open = session;
        if (open == null) {
            throw new ConnectionLostException("the session is closed", null);
        }
        call(open.connection(), step);
    }

    private SlotSession open(Connection connection) throws JMSException {
        SlotSession open = session;
        if (open == null || !open.isOf(connection)) {
            drop();
            open = new SlotSession(connection, Names.jobs(pool), Names.FIT + " = '" + fit + "'");
            session = open;
        }
        return open;
    }

    @Override
    public @Nullable Lease takeJob(long waitNanos) {
        JobLease before = held;
        if (before != null && before.isLost()) {
            drop();
        }
        if (held != null) {
            throw new IllegalStateException("a slot holds one job at a time");
        }
        try {
            flush();
            Connection current = waitNanos > 0 ? link.await(waitNanos) : link.current();
            if (current == null || closed) {
                return null;
            }
            long millis = Math.min(TimeUnit.NANOSECONDS.toMillis(waitNanos), LONGEST_MILLIS);
            call(current, open -> held = receive(open, millis));
            return held;
        } catch (ConnectionLostException e) {
            LOG.debug("no job, as the connection is lost", e);
            return null;
        }
    }

    private @Nullable JobLease receive(SlotSession open, long millis)
            throws JMSException, IOException {
        Message message = open.receive(millis);
        if (message == null) {
            return null;
        }
        JobLease lease = read(open, message);
        boolean taken = false;
        try {
            open.refuseOthers();
            if (lease != null && message.getIntProperty(DELIVERIES) > 1) {
                // A lost host is an attempt, however often the broker has tried to deliver to its
                // slots. So it is sent anew, with a count of its own.
                resend(open, lease, lease.attempt() + 1);
            } else if (lease != null) {
                tally.took(lease.attempt());
                taken = true;
                return lease;
            }
            open.commit();
            return null;
        } finally {
            if (lease != null && !taken) {
                lease.received.close();
            }
        }
    }

    /**
     * Reads a job; returns null if it is not to be run: then it is dropped with the next commit.
     */
    private @Nullable JobLease read(SlotSession open, Message message) throws JMSException {
        JobMessage job;
        if (!(message instanceof BytesMessage bytes)) {
            LOG.error("a message is dropped that is no job: {}", message);
            return null;
        }
        try {
            job = JobMessage.read(bytes);
        } catch (NumberFormatException e) {
            LOG.error("a message is dropped that is no job: {}", message, e);
            return null;
        }
        if (origins.isGone(job.origin())) {
            LOG.debug("a job is dropped, as its coordinator is gone");
            return null;
        }
        try {
            return new JobLease(job, open, Payloads.get(bytes));
        } catch (IOException | PayloadFormatException e) {
            // It would fail again; and other hosts have jobs of the same size.
            LOG.error("job {} cannot be received", job.jobId(), e);
            BytesMessage report = open.newMessage();
            setReport(report, MessageKind.FAILURE, job.jobId(), job.attempt(), 0);
            PayloadBuffer text = new PayloadBuffer();
            RemoteFailure.of(e).encode(text.writer());
            Payloads.set(report, text.complete());
            open.send(Names.results(pool, job.origin()), report);
            return null;
        }
    }

    private static void setReport(
            BytesMessage message, MessageKind kind, long jobId, int attempt, int flags)
            throws JMSException {
        message.setIntProperty(Names.KIND, kind.code());
        message.setLongProperty(Names.JOB, jobId);
        message.setIntProperty(Names.ATTEMPT, attempt);
        message.setIntProperty(Names.FLAGS, flags);
    }

    private void resend(SlotSession open, JobLease lease, int attempt) throws JMSException {
        BytesMessage again = open.newMessage();
        lease.job.withAttempt(attempt).write(again, fit);
        Payloads.set(again, lease.received.bytes());
        open.send(Names.jobs(pool), again);
    }

    @Override
    public void flush() {
        SlotSession open = session;
        if (open != null && open.isDirty() && held == null) {
            call(SlotSession::commit);
        }
    }

    /** Hosts work until they are told to stop. */
    @Override
    public boolean jobsEnded() {
        return false;
    }

    /** The broker notices it. */
    @Override
    public void noteLeaving() {}

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            drop();
        }
    }

    private void drop() {
        SlotSession open = session;
        session = null;
        JobLease lease = held;
        held = null;
        if (lease != null) {
            lease.lost = true;
            lease.received.close();
        }
        if (open != null) {
            open.close();
        }
    }

    @Override
    public Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos) {
        return new ResultDraft(kind, jobId, attempt);
    }

    /** A report being written, about the job that is held. */
    private final class ResultDraft implements Draft {
        private final MessageKind kind;
        private final long jobId;
        private final int attempt;
        private final PayloadBuffer buffer = new PayloadBuffer();
        private int flags;

        ResultDraft(MessageKind kind, long jobId, int attempt) {
            this.kind = kind;
            this.jobId = jobId;
            this.attempt = attempt;
        }

        @Override
        public PayloadWriter payload() {
            return buffer.writer();
        }

        @Override
        public void setFlags(int some) {
            flags = some;
        }

        @Override
        public void publish() {
            JobLease about = held;
            if (about == null || about.lost) {
                buffer.close();
                throw new ConnectionLostException("the job is not held any more", null);
            }
            try {
                if (origins.isGone(about.origin())) {
                    return;
                }
                call(
                        open -> {
                            BytesMessage message = open.newMessage();
                            setReport(message, kind, jobId, attempt, flags);
                            Payloads.set(message, buffer.complete());
                            open.send(Names.results(pool, about.origin()), message);
                        });
                about.isReported |= kind != MessageKind.DEATH;
            } finally {
                buffer.close();
            }
        }

        @Override
        public void abandon() {
            buffer.close();
        }
    }

    /** The job that is held. */
    private final class JobLease implements Lease {
        private final JobMessage job;
        private final SlotSession of;
        private final Payloads.Received received;
        private final PayloadReader reader = new PayloadReader();

        /** Whether the coordinator will learn from a report that the job has ended. */
        private boolean isReported;

        private boolean lost;

        JobLease(JobMessage job, SlotSession of, Payloads.Received received) {
            this.job = job;
            this.of = of;
            this.received = received;
            reader.reset(received.bytes(), received.bytes().byteSize());
        }

        @Override
        public long jobId() {
            return job.jobId();
        }

        @Override
        public String origin() {
            return job.origin();
        }

        @Override
        public int attempt() {
            return job.attempt();
        }

        @Override
        public MessageKind kind() {
            return MessageKind.JOB;
        }

        @Override
        public int flags() {
            return job.flags();
        }

        @Override
        public int sender() {
            return 0;
        }

        @Override
        public PayloadReader payload() {
            return reader;
        }

        @Override
        public boolean isLost() {
            return lost || !of.isOf(link.current());
        }

        @Override
        public void free() {
            requireHeld();
            // A message for one that is gone might make its queue anew.
            if (!isReported && !origins.isGone(job.origin())) {
                call(
                        open -> {
                            BytesMessage note = open.newMessage();
                            note.setIntProperty(Names.KIND, Names.FREED);
                            note.setLongProperty(Names.JOB, job.jobId());
                            open.send(Names.results(pool, job.origin()), note);
                        });
            }
            release();
        }

        @Override
        public void putBack(int nextAttempt) {
            requireHeld();
            call(open -> resend(open, this, nextAttempt));
            release();
        }

        private void requireHeld() {
            if (lost) {
                throw new ConnectionLostException("the job is not held any more", null);
            }
        }

        private void release() {
            tally.ended();
            held = null;
            received.close();
        }
    }
}
