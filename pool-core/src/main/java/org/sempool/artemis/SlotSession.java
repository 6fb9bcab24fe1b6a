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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transacted session of one connection that takes jobs and sends reports.
 *
 * <p>Belongs to one thread.
 */
final class SlotSession {
    private static final Logger LOG = LoggerFactory.getLogger(SlotSession.class);
    private static final int MOST_QUEUES = 100;

    private final Connection connection;
    private final Session session;
    private final Queue jobs;
    private final String selector;
    private final MessageProducer producer;

    /** Where it has sent messages. */
    private final Map<String, Queue> queues = new HashMap<>();

    private @Nullable MessageConsumer consumer;

    /** Whether the consumer may have asked the broker for more than one message. */
    private boolean hasAskedTwice;

    /** Whether the transaction has something to commit. */
    private boolean dirty;

    /**
     * @param jobs the queue to take from
     * @param selector which of its messages
     */
    SlotSession(Connection connection, String jobs, String selector) throws JMSException {
        this.connection = connection;
        this.selector = selector;
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
        this.jobs = session.createQueue(jobs);
        producer = session.createProducer(null);
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
    }

    boolean isOf(@Nullable Connection current) {
        return connection.equals(current);
    }

    Connection connection() {
        return connection;
    }

    /**
     * Takes a message; it is this session's until the commit. When its body is read, {@link
     * #refuseOthers} is to be called.
     *
     * @return null if none came in time
     */
    @Nullable Message receive(long millis) throws JMSException {
        MessageConsumer in = consumer;
        if (in == null) {
            in = session.createConsumer(jobs, selector);
            consumer = in;
        }
        long begin = System.nanoTime();
        Message message = millis > 0 ? in.receive(millis) : in.receiveNoWait();
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        hasAskedTwice = message == null || took > millis / 2;
        if (message == null) {
            refuseOthers();
        } else {
            dirty = true;
        }
        return message;
    }

    /**
     * Makes sure that the broker sends no other message until the next call of {@link #receive}:
     * nobody would run it until then. A client whose time is over asks the broker once more, so it
     * may have asked for two messages, and one of them may be on its way. Without a consumer, that
     * goes back.
     */
    void refuseOthers() throws JMSException {
        MessageConsumer in = consumer;
        if (in != null && hasAskedTwice) {
            consumer = null;
            in.close();
        }
    }

    BytesMessage newMessage() throws JMSException {
        return session.createBytesMessage();
    }

    void send(String queue, BytesMessage message) throws JMSException {
        Queue known = queues.get(queue);
        if (known == null) {
            if (queues.size() == MOST_QUEUES) {
                queues.clear();
            }
            // This asks the broker.
            known = session.createQueue(queue);
            queues.put(queue, known);
        }
        producer.send(known, message);
        dirty = true;
    }

    boolean isDirty() {
        return dirty;
    }

    void commit() throws JMSException {
        session.commit();
        dirty = false;
    }

    /** What was not committed is void. */
    void close() {
        try {
            session.close();
        } catch (JMSException | RuntimeException e) {
            LOG.debug("closed a lost session", e);
        }
    }
}
