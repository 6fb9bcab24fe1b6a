package org.sempool.cli;

import java.util.Arrays;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.api.core.management.ActiveMQManagementProxy;

/** What a broker has in its queues. */
final class BrokerQueues implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final ServerLocator locator;
    private final ActiveMQManagementProxy broker;
    private final ClientSession session;

    BrokerQueues(String url) throws Exception {
        locator = ActiveMQClient.createServerLocator(url);
        session = locator.createSessionFactory().createSession();
        session.start();
        broker = new ActiveMQManagementProxy(session);
    }

    /** The queues whose names begin so. */
    List<String> named(String prefix) throws Exception {
        Object names =
                broker.invokeOperation(
                        "broker", "getQueueNames", new Object[0], Object.class, TIMEOUT_MILLIS);
        return Arrays.stream((Object[]) names)
                .map(Object::toString)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** How many messages a queue has, those included that somebody holds. */
    long messages(String queue) throws Exception {
        return session.queueQuery(SimpleString.of(queue)).getMessageCount();
    }

    @Override
    public void close() throws ActiveMQException {
        // That of the management's proxy closes no more than the session.
        session.close();
        locator.close();
    }
}
