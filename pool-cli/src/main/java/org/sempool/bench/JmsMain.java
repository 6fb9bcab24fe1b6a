package org.sempool.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * A bare client that takes jobs from a broker, with a thread for each session. Ends with its input.
 */
final class JmsMain {
    static final String JOBS = ".jobs";
    static final String RESULTS = ".results";

    private JmsMain() {}

    /** Takes the broker's URL, the queues' prefix, the sessions, and a job's nanoseconds. */
    public static void main(String[] args) throws IOException, JMSException {
        long jobNanos = Long.parseLong(args[3]);
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(args[0]);
                Connection connection = factory.createConnection()) {
            connection.start();
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                Thread.ofPlatform().daemon().start(() -> serve(session, args[1], jobNanos));
            }
            System.out.println(TransportWorker.READY);
            var _ = System.in.transferTo(OutputStream.nullOutputStream());
        }
        Runtime.getRuntime().halt(0);
    }

    private static void serve(Session session, String prefix, long jobNanos) {
        try (MessageConsumer in = session.createConsumer(session.createQueue(prefix + JOBS));
                MessageProducer out =
                        session.createProducer(session.createQueue(prefix + RESULTS))) {
            // Until the process ends.
            for (Message job = in.receive(); job != null; job = in.receive()) {
                byte[] payload = payload(job);
                Busy.elsewhere(jobNanos);
                BytesMessage result = session.createBytesMessage();
                result.writeBytes(payload);
                out.send(result);
                session.commit();
            }
        } catch (JMSException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    static byte[] payload(Message message) throws JMSException {
        return message.getBody(byte[].class);
    }
}
