package org.sempool.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.config.ActiveMQDefaultConfiguration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specifies that a broker carries messages, keeps them, and lets in only whom it should. */
final class BrokerTest {
    private static final Credentials ANN = new Credentials("ann", "secret");
    private static final String QUEUE = "sempool.test.jobs";
    private static final long PATIENCE_MILLIS = 30_000;

    @TempDir private Path temporary;

    @Test
    void oneSessionReceivesWhatAnotherSends() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.temporary())) {
            assertEquals("tcp://127.0.0.1:" + broker.port(), broker.url());
            try (Connection receiver = connect(broker.url());
                    Connection sender = connect(broker.url())) {
                Session receiving = receiver.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = receiving.createConsumer(receiving.createQueue(QUEUE));

                send(sender, "hello");

                Message message = consumer.receive(PATIENCE_MILLIS);
                assertEquals("hello", message.getBody(String.class));
                receiving.commit();
            }
        }
    }

    @Test
    void aTemporaryDirectoryIsRemovedWhenTheBrokerIsClosed() throws Exception {
        Broker broker = Broker.start(BrokerSettings.temporary());
        Path directory = broker.dataDirectory();
        assertTrue(Files.isDirectory(directory.resolve("journal")));

        broker.close();
        broker.close();

        assertFalse(Files.exists(directory));
    }

    @Test
    void durableMessagesSurviveAStopAndAStart() throws Exception {
        BrokerSettings settings = BrokerSettings.temporary().withDataDirectory(data());
        try (Broker broker = Broker.start(settings);
                Connection connection = connect(broker.url())) {
            send(connection, "kept");
        }

        try (Broker broker = Broker.start(settings)) {
            assertEquals("kept", receive(broker));
        }
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data())));
    }

    @Test
    void aMessageOfAClientThatDiesComesBackHoweverOftenThatHappens() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.temporary())) {
            try (Connection connection = connect(broker.url())) {
                send(connection, "poison");
            }
            for (int delivery = 1; delivery <= 12; delivery++) {
                try (Connection connection = connect(broker.url())) {
                    Session session = connection.createSession(Session.SESSION_TRANSACTED);
                    MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
                    Message message = consumer.receive(PATIENCE_MILLIS);
                    assertNotNull(message, "delivery " + delivery);
                    assertEquals(delivery, message.getIntProperty("JMSXDeliveryCount"));
                }
            }
        }
    }

    @Test
    void onlyItsUserIsLetIn() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.temporary().withCredentials(ANN))) {
            for (Credentials wrong :
                    List.of(
                            new Credentials("ann", "wrong"),
                            new Credentials("bob", "secret"),
                            new Credentials(
                                    ActiveMQDefaultConfiguration.getDefaultClusterUser(),
                                    ActiveMQDefaultConfiguration.getDefaultClusterPassword()))) {
                assertThrows(
                        JMSSecurityException.class, () -> connect(broker.url(), wrong).close());
            }
            assertThrows(JMSSecurityException.class, () -> connect(broker.url()).close());

            try (Connection connection = connect(broker.url(), ANN)) {
                send(connection, "hello");
            }
        }
    }

    @Test
    void credentialsDoNotShowTheirPassword() {
        assertFalse(BrokerSettings.temporary().withCredentials(ANN).toString().contains("secret"));
    }

    @Test
    void withoutCredentialsOnlyThisMachineCanReachIt() {
        assertThrows(
                IllegalArgumentException.class,
                () -> BrokerSettings.temporary().withAddress("0.0.0.0", 0));
        var _ = BrokerSettings.temporary().withCredentials(ANN).withAddress("0.0.0.0", 0);
    }

    @Test
    void theLoopbackAddressMayBeOfVersion6() throws Exception {
        assumeTrue(hasVersion6());
        try (Broker broker = Broker.start(BrokerSettings.temporary().withAddress("::1", 0));
                Connection connection = connect(broker.url())) {
            assertEquals("tcp://[::1]:" + broker.port(), broker.url());
            send(connection, "hello");
        }
    }

    private static boolean hasVersion6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return socket.isBound();
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void aSecondBrokerOnTheSameDirectoryIsRefused() throws Exception {
        BrokerSettings settings = BrokerSettings.temporary().withDataDirectory(data());
        try (Broker broker = Broker.start(settings)) {
            String refusal = refusal(settings);

            assertTrue(refusal.contains(data() + " is in use by another broker"), refusal);
            try (Connection connection = connect(broker.url())) {
                send(connection, "the first one still works");
            }
        }
        Broker.start(settings).close();
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerSettings settings =
                    BrokerSettings.temporary()
                            .withAddress("127.0.0.1", other.getLocalPort())
                            .withDataDirectory(data());

            String refusal = refusal(settings);

            assertTrue(
                    refusal.startsWith("cannot listen at 127.0.0.1:" + other.getLocalPort()),
                    refusal);
        }
        Broker.start(BrokerSettings.temporary().withDataDirectory(data())).close();
    }

    @Test
    void anUnusableDirectoryIsNamed() throws Exception {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.createFile(temporary.resolve("file"));

        for (Path unusable : List.of(open, file, Path.of("/proc/broker"))) {
            BrokerSettings settings = BrokerSettings.temporary().withDataDirectory(unusable);
            String refusal = refusal(settings);

            assertTrue(refusal.contains("" + unusable), refusal);
        }
    }

    @Test
    void withAKeyStoreTheConnectionIsEncrypted() throws Exception {
        Path store = makeKeyStore();
        BrokerSettings settings =
                BrokerSettings.temporary().withKey(new ServerKey(store, "changeit"));
        try (Broker broker = Broker.start(settings)) {
            assertTrue(broker.url().startsWith("ssl://"), broker.url());
            String encrypted = "tcp://127.0.0.1:" + broker.port() + "?sslEnabled=true";
            String trusting =
                    "&trustStoreType=PKCS12&trustStorePassword=changeit&trustStorePath=" + store;
            try (Connection connection = connect(encrypted + trusting)) {
                send(connection, "secret");
            }
            assertThrows(JMSException.class, () -> connect(encrypted).close());
            String plain = "tcp://127.0.0.1:" + broker.port() + "?callTimeout=2000";
            assertThrows(JMSException.class, () -> connect(plain).close());
        }
    }

    @Test
    void aKeyStoreThatCannotBeReadIsNamed() throws Exception {
        Path store = makeKeyStore();
        for (ServerKey key :
                List.of(
                        new ServerKey(store, "wrong"),
                        new ServerKey(temporary.resolve("none"), "changeit"))) {
            BrokerSettings settings = BrokerSettings.temporary().withKey(key);
            String refusal = refusal(settings);

            assertTrue(refusal.contains("" + key.keyStore()), refusal);
        }
    }

    private Path makeKeyStore() throws Exception {
        Path store = temporary.resolve("key.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(temporary.resolve("keytool.log").toFile())
                        .start();
        assertTrue(keytool.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, keytool.exitValue(), Files.readString(temporary.resolve("keytool.log")));
        return store;
    }

    @Test
    void whoWaitsForTheEndLearnsOfIt() throws Exception {
        Broker broker = Broker.start(BrokerSettings.temporary());
        CompletableFuture<Boolean> ended =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                broker.awaitEnd();
                                return true;
                            } catch (IOException | InterruptedException e) {
                                throw new CompletionException(e);
                            }
                        });
        assertFalse(ended.isDone());

        broker.close();

        assertTrue(ended.get(1, TimeUnit.MINUTES));
    }

    private static String refusal(BrokerSettings settings) {
        return String.valueOf(
                assertThrows(IOException.class, () -> Broker.start(settings)).getMessage());
    }

    private Path data() {
        return temporary.resolve("state/data");
    }

    private static Connection connect(String url) throws JMSException {
        return started(factory(url).createConnection());
    }

    private static Connection connect(String url, Credentials credentials) throws JMSException {
        return started(factory(url).createConnection(credentials.user(), credentials.password()));
    }

    /** Not to be closed: that closes its connections. Without any it holds nothing. */
    private static ActiveMQConnectionFactory factory(String url) {
        return new ActiveMQConnectionFactory(url);
    }

    private static Connection started(Connection connection) throws JMSException {
        connection.start();
        return connection;
    }

    private static void send(Connection connection, String text) throws JMSException {
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            producer.send(session.createTextMessage(text));
        }
    }

    private static String receive(Broker broker) throws JMSException {
        try (Connection connection = connect(broker.url());
                Session session = connection.createSession()) {
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            return consumer.receive(PATIENCE_MILLIS).getBody(String.class);
        }
    }
}
