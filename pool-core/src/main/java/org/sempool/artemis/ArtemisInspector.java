package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sempool.inspect.BrokerInspector;
import org.sempool.inspect.BrokerSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the pools of an Artemis broker. */
public final class ArtemisInspector implements BrokerInspector {
    private static final Logger LOG = LoggerFactory.getLogger(ArtemisInspector.class);

    /** ServiceLoader calls this. */
    public ArtemisInspector() {}

    @Override
    public View connect(Map<String, String> options) throws IOException {
        BrokerOptions checked = BrokerOptions.of(options);
        try {
            Connection connection = BrokerFactory.forCoordinator(checked).connect();
            boolean usable = false;
            try {
                connection.start();
                View view = new ArtemisView(connection, checked, options.get(BrokerOptions.POOL));
                usable = true;
                return view;
            } finally {
                if (!usable) {
                    connection.close();
                }
            }
        } catch (JMSSecurityException e) {
            throw checked.refusal(e);
        } catch (JMSException e) {
            throw new IOException(
                    "no connection to the broker " + checked.display() + ": " + e.getMessage(), e);
        }
    }

    /** A connection. */
    private static final class ArtemisView implements View {
        private static final long NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);
        private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(5);
        private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");
        private static final Pattern NUMBER = Pattern.compile("-?\\d+");

        private record Heard(BrokerSnapshot.Host host, long nanos) {}

        private final Connection connection;
        private final BrokerOptions options;
        private final String prefix;
        private final Management management;
        private final MessageConsumer news;
        private final Map<String, Heard> hosts = new TreeMap<>();
        private boolean first = true;

        /**
         * @param pool the only pool to see, or null
         */
        ArtemisView(Connection connection, BrokerOptions options, @Nullable String pool)
                throws JMSException {
            this.connection = connection;
            this.options = options;
            this.prefix = pool == null ? "sempool." : "sempool." + pool + ".";
            this.management = new Management(connection);
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            this.news = session.createConsumer(session.createTopic(Names.news(orAny(pool))));
        }

        /** A star stands for any word. */
        private static String orAny(@Nullable String pool) {
            return pool == null ? "*" : pool;
        }

        @Override
        public BrokerSnapshot look() throws IOException {
            try {
                hear(first ? NEWS_NANOS : 0);
                first = false;
                List<BrokerSnapshot.Queue> queues = new ArrayList<>();
                for (String name : queueNames()) {
                    queues.add(queue(name));
                }
                return new BrokerSnapshot(
                        options.display(),
                        queues,
                        hosts.values().stream().map(Heard::host).toList());
            } catch (JMSException e) {
                throw new IOException(
                        "the broker " + options.display() + " does not answer: " + e.getMessage(),
                        e);
            }
        }

        private void hear(long nanos) throws JMSException {
            long end = System.nanoTime() + nanos;
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                Message message = left > 0 ? news.receive(left) : news.receiveNoWait();
                if (message == null) {
                    break;
                }
                BrokerSnapshot.Host host = host(message);
                hosts.put(host.name(), new Heard(host, System.nanoTime()));
            }
            long since = System.nanoTime() - FORGET_NANOS;
            hosts.values().removeIf(heard -> heard.nanos - since < 0);
        }

        private static BrokerSnapshot.Host host(Message message) throws JMSException {
            return new BrokerSnapshot.Host(
                    message.getStringProperty(Names.HOST),
                    String.valueOf(message.getStringProperty(Names.POOL)),
                    message.getIntProperty(Names.WORKERS),
                    message.getIntProperty(Names.RUNNING),
                    message.getLongProperty(Names.DONE),
                    message.getLongProperty(Names.REDELIVERED),
                    message.getStringProperty(Names.HANDLER),
                    message.getStringProperty(Names.VERSION));
        }

        private List<String> queueNames() throws JMSException {
            Matcher names = STRING.matcher(management.attribute("broker", "QueueNames"));
            List<String> found = new ArrayList<>();
            while (names.find()) {
                if (names.group(1).startsWith(prefix)) {
                    found.add(names.group(1));
                }
            }
            found.sort(null);
            return found;
        }

        private BrokerSnapshot.Queue queue(String name) throws JMSException {
            return new BrokerSnapshot.Queue(
                    name,
                    number(name, "MessageCount"),
                    number(name, "DeliveringCount"),
                    number(name, "ConsumerCount"),
                    number(name, "MessagesAdded"),
                    number(name, "MessagesAcknowledged"));
        }

        /** Zero for a queue that has gone meanwhile. */
        private long number(String queue, String attribute) throws JMSException {
            Matcher number = NUMBER.matcher(management.attribute("queue." + queue, attribute));
            return number.find() ? Long.parseLong(number.group()) : 0;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (JMSException e) {
                LOG.debug("closed a lost connection", e);
            }
        }
    }
}
