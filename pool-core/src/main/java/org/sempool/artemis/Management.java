package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;

/**
 * Asks the broker about itself, with the messages that Artemis specifies for that. A broker may not
 * allow it to everybody.
 *
 * <p>Belongs to one thread.
 */
final class Management implements AutoCloseable {
    private static final String ADDRESS = "activemq.management";
    private static final long PATIENCE_MILLIS = 5_000;

    private final Session session;
    private final TemporaryQueue replies;
    private final MessageConsumer consumer;
    private final MessageProducer producer;

    Management(Connection connection) throws JMSException {
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        replies = session.createTemporaryQueue();
        consumer = session.createConsumer(replies);
        producer = session.createProducer(session.createQueue(ADDRESS));
    }

    /**
     * Invokes an operation.
     *
     * @param parameters a JSON array
     * @return the JSON of the result
     * @throws JMSException if the broker does not answer, or refuses
     */
    String invoke(String resource, String operation, String parameters) throws JMSException {
        TextMessage request = session.createTextMessage(parameters);
        request.setStringProperty("_AMQ_OperationName", operation);
        return ask(resource, operation, request);
    }

    /**
     * Reads an attribute.
     *
     * @return the JSON of its value
     * @throws JMSException if the broker does not answer, or refuses
     */
    String attribute(String resource, String name) throws JMSException {
        TextMessage request = session.createTextMessage();
        request.setStringProperty("_AMQ_Attribute", name);
        return ask(resource, name, request);
    }

    private String ask(String resource, String operation, TextMessage request) throws JMSException {
        request.setStringProperty("_AMQ_ResourceName", resource);
        request.setJMSReplyTo(replies);
        producer.send(request);
        if (!(consumer.receive(PATIENCE_MILLIS) instanceof TextMessage reply)) {
            throw new JMSException("the broker does not answer " + operation);
        }
        if (!reply.getBooleanProperty("_AMQ_OperationSucceeded")) {
            throw new JMSException("the broker refuses " + operation + ": " + reply.getText());
        }
        return String.valueOf(reply.getText());
    }

    /**
     * Makes a queue, unless it is there.
     *
     * @param more members of Artemis' JSON for queues, such as {@code "non-destructive": true}
     */
    void createQueue(String name, String more) throws JMSException {
        String json =
                "{'name': '%s', 'address': '%s', 'routing-type': 'ANYCAST', 'durable': true, %s}"
                        .formatted(name, name, more)
                        .replace("'", "\\\"");
        var _ = invoke("broker", "createQueue", "[\"" + json + "\", true]");
    }

    /** Removes a queue with its messages. */
    void destroyQueue(String name) throws JMSException {
        var _ = invoke("broker", "destroyQueue", "[\"" + name + "\", true, true]");
    }

    @Override
    public void close() throws JMSException {
        session.close();
    }
}
