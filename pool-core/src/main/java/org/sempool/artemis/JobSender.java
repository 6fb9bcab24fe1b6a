package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.BrokenTransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a coordinator's jobs to the broker, as many as there are in one transaction: a commit costs
 * much more than a message.
 *
 * <p>If the connection is lost during a commit, it is unknown whether the broker has the jobs. So
 * the same jobs are sent again in one transaction, each with the same id for Artemis to detect
 * duplicates: if the first transaction was committed, the second is refused, and that is as good.
 */
final class JobSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobSender.class);
    private static final int MOST_JOBS = 256;
    private static final long MOST_BYTES = 1 << 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A broker without room lets senders wait. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long IDLE = Long.MIN_VALUE;

    /** Of the exception, in a chain of causes. */
    private static final String DUPLICATE = "ActiveMQDuplicateIdException";

    private final BrokerLink link;
    private final SentJobs jobs;
    private final String queue;
    private final String origin;
    private final String fit;

    /** A batch that runs once more may use an id again. */
    private final String sender = UUID.randomUUID().toString();

    private final @Nullable Batch batch;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("sempool-job-sender").unstarted(this::run);
    private volatile boolean closed;
    private volatile @Nullable BrokenTransportException broken;

    /** When it began to send, or {@link #IDLE}. */
    private volatile long sendingNanos = IDLE;

    /** Whether the user has been told that the broker takes no jobs. */
    private volatile boolean stalled;

    private @Nullable Connection connection;
    private @Nullable Session session;
    private @Nullable MessageProducer producer;

    JobSender(
            BrokerLink link,
            SentJobs jobs,
            String queue,
            String origin,
            String fit,
            @Nullable Batch batch) {
        this.link = link;
        this.jobs = jobs;
        this.queue = queue;
        this.origin = origin;
        this.fit = fit;
        this.batch = batch;
    }

    void start() {
        thread.start();
    }

    /**
     * @throws BrokenTransportException if no jobs can be sent any more
     */
    void check() {
        BrokenTransportException why = broken;
        if (why != null) {
            throw why;
        }
        long since = sendingNanos;
        if (since != IDLE && System.nanoTime() - since > STALL_NANOS && !stalled) {
            stalled = true;
            LOG.warn("the broker takes no jobs now; its disk may be full. Waiting until it does");
        }
    }

    private void run() {
        while (!closed) {
            List<SentJob> some = jobs.next(MOST_JOBS, MOST_BYTES, POLL_NANOS);
            boolean sent = some.isEmpty();
            while (!sent && !closed) {
                sent = trySend(some);
            }
        }
        drop();
    }

    private boolean trySend(List<SentJob> some) {
        Connection current = link.await(POLL_NANOS);
        if (current == null) {
            return false;
        }
        try {
            sendingNanos = System.nanoTime();
            send(some, current);
            jobs.sent(some);
            if (stalled) {
                LOG.warn("the broker takes jobs again");
                stalled = false;
            }
            return true;
        } catch (JMSSecurityException e) {
            // It would refuse them again.
            broken =
                    new BrokenTransportException(
                            "the broker does not let this user send jobs: " + e.getMessage(), e);
            drop();
            closed = true;
            return false;
        } catch (JMSException | RuntimeException e) {
            if (isDuplicate(e)) {
                LOG.debug("the broker has these jobs already", e);
                drop();
                jobs.sent(some);
                return true;
            }
            drop();
            if (!closed) {
                link.lost(current, e);
            }
            return false;
        } finally {
            sendingNanos = IDLE;
        }
    }

    private void send(List<SentJob> some, Connection current) throws JMSException {
        Session open = session;
        MessageProducer out = producer;
        if (open == null || out == null || !current.equals(connection)) {
            drop();
            open = current.createSession(true, Session.SESSION_TRANSACTED);
            session = open;
            connection = current;
            out = open.createProducer(open.createQueue(queue));
            out.setDeliveryMode(DeliveryMode.PERSISTENT);
            out.setDisableMessageID(true);
            out.setDisableMessageTimestamp(true);
            producer = out;
        }
        for (SentJob job : some) {
            out.send(message(open, job));
        }
        if (batch != null) {
            note(batch, some, open);
        }
        open.commit();
    }

    private static void note(Batch batch, List<SentJob> some, Session open) throws JMSException {
        BytesMessage note = open.createBytesMessage();
        note.writeBytes(Batch.note(some));
        try (MessageProducer notes = open.createProducer(open.createQueue(batch.notes()))) {
            notes.setDeliveryMode(DeliveryMode.PERSISTENT);
            notes.send(note);
        }
    }

    private BytesMessage message(Session open, SentJob job) throws JMSException {
        BytesMessage message = open.createBytesMessage();
        new JobMessage(origin, job.wireId(), job.attempt(), job.flags()).write(message, fit);
        message.setStringProperty(
                Names.DUPLICATE_ID, sender + "/" + job.wireId() + "/" + job.attempt());
        Payloads.set(message, job.payload());
        return message;
    }

    private static boolean isDuplicate(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause.getClass().getSimpleName().equals(DUPLICATE)
                    || String.valueOf(cause.getMessage()).contains("Duplicate message detected")) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private void drop() {
        Session open = session;
        session = null;
        producer = null;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (JMSException | RuntimeException e) {
                LOG.debug("closed a lost session", e);
            }
        }
    }

    /** Stops. What is not sent stays unsent. */
    @Override
    public void close() {
        closed = true;
    }

    /** Waits until nothing is being sent any more. */
    void awaitEnd(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
