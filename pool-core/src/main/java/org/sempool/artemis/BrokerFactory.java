package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes connections to a broker. Artemis' class is found by its name: its jars share packages, so
 * no module can require them.
 */
final class BrokerFactory {
    private static final String CLASS =
            "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory";

    private final BrokerOptions options;
    private final Map<String, String> parameters;

    /** Which of the addresses is tried next. Guarded by this. */
    private int next;

    /** Whether there has been a connection, so that the options are right. */
    private volatile boolean worked;

    private BrokerFactory(BrokerOptions options, Map<String, String> parameters) {
        this.options = options;
        this.parameters = parameters;
    }

    /** For a coordinator, whose results may come ahead. */
    static BrokerFactory forCoordinator(BrokerOptions options) {
        return new BrokerFactory(options, common());
    }

    /**
     * For a host: its sessions fetch a job when they need one, and hold no other. Otherwise, jobs
     * would wait in the buffers of busy workers while others are idle.
     */
    static BrokerFactory forHost(BrokerOptions options) {
        Map<String, String> parameters = common();
        parameters.put("consumerWindowSize", "0");
        return new BrokerFactory(options, parameters);
    }

    private static Map<String, String> common() {
        Map<String, String> parameters = new TreeMap<>();
        // The link connects again by itself, with new sessions: then it is known what was lost.
        parameters.put("reconnectAttempts", "0");
        parameters.put("initialConnectAttempts", "1");
        parameters.put("useTopologyForLoadBalancing", "false");
        parameters.put("connect-timeout-millis", "5000");
        parameters.put("connectionTTL", "10000");
        parameters.put("clientFailureCheckPeriod", "3000");
        parameters.put("callTimeout", "30000");
        parameters.put("minLargeMessageSize", "" + Payloads.LARGE_BYTES);
        return parameters;
    }

    /**
     * Connects, to the next of the addresses.
     *
     * @throws JMSException if that fails; the next attempt may succeed, unless the user or the
     *     password is wrong
     * @throws IOException if every attempt will fail
     */
    Connection connect() throws JMSException, IOException {
        String address = nextAddress();
        try {
            Connection made = connect(newFactory(url(address)));
            worked = true;
            return made;
        } catch (JMSSecurityException e) {
            throw e;
        } catch (JMSException e) {
            if (worked) {
                throw e;
            }
            JMSException failure = new JMSException(new Probe(options.tls()).why(address));
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private Connection connect(ConnectionFactory factory) throws JMSException, IOException {
        Optional<String> password = options.password().read();
        return options.user().isPresent()
                ? factory.createConnection(options.user().get(), password.orElse(""))
                : factory.createConnection();
    }

    private synchronized String nextAddress() {
        next = (next + 1) % options.brokers().size();
        return options.brokers().get(next);
    }

    private String url(String address) throws IOException {
        Map<String, String> all = new TreeMap<>(parameters);
        BrokerOptions.Tls tls = options.tls();
        if (tls.on()) {
            all.put("sslEnabled", "true");
            all.put("verifyHost", "true");
            putStore(all, "trustStore", tls.trustStore(), tls.trustStorePassword());
            putStore(all, "keyStore", tls.keyStore(), tls.keyStorePassword());
        }
        StringBuilder url = new StringBuilder("tcp://").append(address);
        char separator = '?';
        for (Map.Entry<String, String> each : all.entrySet()) {
            url.append(separator).append(each.getKey()).append('=');
            url.append(URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return url.toString();
    }

    private static void putStore(
            Map<String, String> all,
            String name,
            Optional<Path> store,
            BrokerOptions.Password password)
            throws IOException {
        if (store.isPresent()) {
            all.put(name + "Path", store.get().toAbsolutePath().toString());
            all.put(name + "Type", "PKCS12");
            Optional<String> text = password.read();
            if (text.isPresent()) {
                all.put(name + "Password", text.get());
            }
        }
    }

    private static ConnectionFactory newFactory(String url) throws IOException {
        try {
            Class<?> type = Class.forName(CLASS, true, loader());
            return (ConnectionFactory) type.getConstructor(String.class).newInstance(url);
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "transport=artemis needs org.apache.artemis:artemis-jakarta-client on the class"
                            + " path"
                            + TestedVersion.suffix(),
                    e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the broker's options cannot be used: " + cause, e);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this version of Artemis cannot be used: " + e, e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader own = BrokerFactory.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }
}
