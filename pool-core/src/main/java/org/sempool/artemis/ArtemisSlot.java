package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private static final int MOST_QUEUES = 100;
    private static final String DELIVERIES = "JMSXDeliveryCount";

    private final BrokerLink link;
    private final String pool;
    private final String fit;
    private final Origins origins;
    private final HostTally tally;

    /** What was made of this connection; all of it is used together. */
    private @Nullable Connection connection;

    private @Nullable Session session;
    private @Nullable MessageConsumer jobs;
    private @Nullable MessageProducer producer;

    /** Where it has sent messages. */
    private final Map<String, Queue> queues = new HashMap<>();

    /** Whether the transaction has something to commit. */
    private boolean dirty;

    private @Nullable JobLease held;
    private boolean closed;

    ArtemisSlot(BrokerLink link, String pool, String fit, Origins origins, HostTally tally) {
        this.link = link;
        this.pool = pool;
        this.fit = fit;
        this.origins = origins;
        this.tally = tally;
    }

    /** A call to the broker. */
    private interface Call<T> {
        T run() throws JMSException, IOException;
    }

    /**
     * Calls the broker. An interrupt would break the call, and the session with it, so the thread
     * gets it back afterwards.
     *
     * @throws ConnectionLostException if it fails; then everything since the last commit is void
     */
    private <T> T call(Call<T> call) {
        boolean interrupted = Thread.interrupted();
        try {
            return call.run();
        } catch (JMSException | IOException | RuntimeException e) {
            Connection lost = connection;
            drop();
            if (lost != null) {
                link.lost(lost, e);
            }
            throw new ConnectionLostException("the broker does not answer: " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
            return call(() -> Optional.ofNullable(receive(current, waitNanos))).orElse(null);
        } catch (ConnectionLostException e) {
            LOG.debug("no job, as the connection is lost", e);
            return null;
        }
    }

    private @Nullable Lease receive(Connection current, long waitNanos)
            throws JMSException, IOException {
        open(current);
        MessageConsumer in = jobs;
        long millis = Math.min(TimeUnit.NANOSECONDS.toMillis(waitNanos), LONGEST_MILLIS);
        if (in == null) {
            return null;
        }
        Message message = millis > 0 ? in.receive(millis) : in.receiveNoWait();
        if (message == null) {
            return null;
        }
        dirty = true;
        JobLease lease = read(message);
        if (lease == null) {
            commit();
            return null;
        }
        if (lease.isRedelivered) {
            // With a count of its own, and so with the attempt's number in the message.
            resend(lease, lease.attempt);
            commit();
            lease.received.close();
            return null;
        }
        tally.took(lease.attempt);
        held = lease;
        return lease;
    }

    /**
     * Reads a job; returns null if it is not to be run: then it is dropped with the next commit.
     */
    private @Nullable JobLease read(Message message) throws JMSException {
        if (!(message instanceof BytesMessage bytes)) {
            LOG.error("a message is dropped that is no job: {}", message);
            return null;
        }
        JobLease lease;
        try {
            lease = new JobLease(bytes);
        } catch (NumberFormatException e) {
            LOG.error("a message is dropped that is no job: {}", message, e);
            return null;
        }
        if (origins.isGone(lease.origin)) {
            LOG.debug("a job is dropped, as its coordinator is gone");
            return null;
        }
        try {
            lease.receive(bytes);
            return lease;
        } catch (IOException | PayloadFormatException e) {
            // It would fail again; and other hosts have jobs of the same size.
            LOG.error("job {} cannot be received", lease.jobId, e);
            BytesMessage report = newMessage();
            setReport(report, MessageKind.FAILURE, lease.jobId, lease.attempt, 0);
            PayloadBuffer text = new PayloadBuffer();
            RemoteFailure.of(e).encode(text.writer());
            Payloads.set(report, text.complete());
            send(Names.results(pool, lease.origin), report);
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

    private void open(Connection current) throws JMSException {
        if (current.equals(connection)) {
            return;
        }
        drop();
        connection = current;
        Session opened = current.createSession(true, Session.SESSION_TRANSACTED);
        session = opened;
        jobs =
                opened.createConsumer(
                        opened.createQueue(Names.jobs(pool)), Names.FIT + " = '" + fit + "'");
        MessageProducer out = opened.createProducer(null);
        out.setDeliveryMode(DeliveryMode.PERSISTENT);
        out.setDisableMessageID(true);
        out.setDisableMessageTimestamp(true);
        producer = out;
    }

    @Override
    public void flush() {
        if (dirty && held == null) {
            call(
                    () -> {
                        commit();
                        return this;
                    });
        }
    }

    private void commit() throws JMSException {
        Session open = session;
        if (open != null) {
            open.commit();
        }
        dirty = false;
    }

    /** Hosts work until they are told to stop. */
    @Override
    public boolean jobsEnded() {
        return false;
    }

    @Override
    public Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos) {
        return new ResultDraft(kind, jobId, attempt);
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
        Session open = session;
        session = null;
        jobs = null;
        producer = null;
        connection = null;
        queues.clear();
        dirty = false;
        JobLease lease = held;
        held = null;
        if (lease != null) {
            lease.lost = true;
            lease.received.close();
        }
        if (open != null) {
            try {
                open.close();
            } catch (JMSException | RuntimeException e) {
                LOG.debug("closed a lost session", e);
            }
        }
    }

    private void send(String queue, BytesMessage message) throws JMSException {
        Session open = session;
        MessageProducer out = producer;
        if (open == null || out == null) {
            throw new JMSException("the session is closed");
        }
        Queue known = queues.get(queue);
        if (known == null) {
            if (queues.size() == MOST_QUEUES) {
                queues.clear();
            }
            // This asks the broker.
            known = open.createQueue(queue);
            queues.put(queue, known);
        }
        out.send(known, message);
        dirty = true;
    }

    private void resend(JobLease job, int attempt) throws JMSException {
        BytesMessage again = newMessage();
        again.setStringProperty(Names.ORIGIN, job.origin);
        again.setLongProperty(Names.JOB, job.jobId);
        again.setIntProperty(Names.ATTEMPT, attempt);
        again.setIntProperty(Names.FLAGS, job.flags);
        again.setStringProperty(Names.FIT, fit);
        Payloads.set(again, job.received.bytes());
        send(Names.jobs(pool), again);
    }

    private BytesMessage newMessage() throws JMSException {
        Session open = session;
        if (open == null) {
            throw new JMSException("the session is closed");
        }
        return open.createBytesMessage();
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
                if (origins.isGone(about.origin)) {
                    return;
                }
                call(
                        () -> {
                            BytesMessage message = newMessage();
                            setReport(message, kind, jobId, attempt, flags);
                            Payloads.set(message, buffer.complete());
                            send(Names.results(pool, about.origin), message);
                            return message;
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
        private final long jobId;
        private final String origin;
        private final int attempt;
        private final boolean isRedelivered;
        private final int flags;
        private Payloads.Received received = Payloads.Received.NOTHING;
        private final PayloadReader reader = new PayloadReader();

        /** Whether the coordinator will learn from a report that the job has ended. */
        private boolean isReported;

        private boolean lost;

        JobLease(BytesMessage message) throws JMSException {
            jobId = message.getLongProperty(Names.JOB);
            origin = String.valueOf(message.getStringProperty(Names.ORIGIN));
            // A lost host is an attempt, however often the broker has tried to deliver to its
            // slots.
            isRedelivered = message.getIntProperty(DELIVERIES) > 1;
            attempt = message.getIntProperty(Names.ATTEMPT) + (isRedelivered ? 1 : 0);
            flags = message.getIntProperty(Names.FLAGS);
        }

        /** Receives the payload. */
        void receive(BytesMessage message) throws JMSException, IOException {
            received = Payloads.get(message);
            reader.reset(received.bytes(), received.bytes().byteSize());
        }

        @Override
        public long jobId() {
            return jobId;
        }

        @Override
        public String origin() {
            return origin;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public MessageKind kind() {
            return MessageKind.JOB;
        }

        @Override
        public int flags() {
            return flags;
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
            return lost || !Objects.equals(connection, link.current());
        }

        @Override
        public void free() {
            requireHeld();
            // A message for one that is gone might make its queue anew.
            if (!isReported && !origins.isGone(origin)) {
                call(
                        () -> {
                            BytesMessage note = newMessage();
                            note.setIntProperty(Names.KIND, Names.FREED);
                            note.setLongProperty(Names.JOB, jobId);
                            send(Names.results(pool, origin), note);
                            return note;
                        });
            }
            release();
        }

        @Override
        public void putBack(int nextAttempt) {
            requireHeld();
            call(
                    () -> {
                        resend(this, nextAttempt);
                        return this;
                    });
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
