package org.sempool.artemis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A broker in this process, on a port of its own, for tests. */
final class TestBroker implements AutoCloseable {
    private final Path directory;
    private final EmbeddedActiveMQ embedded = new EmbeddedActiveMQ();
    private final int port;

    /**
     * @param port 0 for any that is free
     */
    TestBroker(Path directory, int port) throws Exception {
        this.directory = directory;
        Configuration configuration =
                new ConfigurationImpl()
                        .setPersistenceEnabled(true)
                        .setJournalType(JournalType.NIO)
                        .setJournalBufferTimeout_NIO(100_000)
                        .setJournalDirectory(directory.resolve("journal").toString())
                        .setBindingsDirectory(directory.resolve("bindings").toString())
                        .setPagingDirectory(directory.resolve("paging").toString())
                        .setLargeMessagesDirectory(directory.resolve("large").toString())
                        .setSecurityEnabled(false)
                        .setJMXManagementEnabled(false)
                        .setAddressQueueScanPeriod(500)
                        .addAddressSetting(
                                "#",
                                new AddressSettings()
                                        .setMaxDeliveryAttempts(-1)
                                        .setDeadLetterAddress(SimpleString.of("dead"))
                                        .setExpiryAddress(SimpleString.of("expired"))
                                        .setAutoCreateQueues(true)
                                        .setAutoCreateAddresses(true))
                        .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port);
        embedded.setConfiguration(configuration);
        embedded.start();
        this.port =
                port != 0 ? port : server().getRemotingService().getAcceptor("tcp").getActualPort();
    }

    static TestBroker start() throws Exception {
        return new TestBroker(Files.createTempDirectory("sempool-test-broker"), 0);
    }

    private ActiveMQServer server() {
        return embedded.getActiveMQServer();
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    Map<String, String> options(String pool) {
        return Map.of("broker", url(), "pool", pool);
    }

    /** How many messages a queue has, delivered or not. */
    long messages(String queue) {
        var found = server().locateQueue(queue);
        return found == null ? 0 : found.getMessageCount();
    }

    /** The names of queues that contain this. */
    List<String> queues(String part) {
        return server().getPostOffice()
                .getAllBindings()
                .map(binding -> binding.getUniqueName().toString())
                .filter(name -> name.contains(part))
                .toList();
    }

    /** Cuts all connections. */
    void disconnectAll() {
        server().getRemotingService()
                .getConnections()
                .forEach(connection -> connection.getTransportConnection().forceClose());
    }

    @Override
    public void close() {
        try {
            embedded.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the broker of the test does not stop", e);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
