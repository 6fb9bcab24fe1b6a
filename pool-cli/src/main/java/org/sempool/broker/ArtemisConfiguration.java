package org.sempool.broker;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;

/** What Artemis is set to for pools, and why. */
final class ArtemisConfiguration {
    static final String ACCEPTOR = "pools";

    /** What pools send to; the queues of others may be here, too. */
    private static final String OF_POOLS = "sempool.#";

    private static final String ALL = "#";
    private static final String DEAD_LETTERS = "DLQ";
    private static final String EXPIRED = "ExpiryQueue";

    /**
     * A commit is on disk before it returns, and waits up to so long for others to share its write.
     * Artemis' own 3.3 ms without libaio is what a commit then takes at least.
     */
    private static final int JOURNAL_BUFFER_TIMEOUT_NANOS = 100_000;

    /** Messages beyond this part of the heap go to files. */
    private static final int PART_OF_HEAP = 4;

    /**
     * With less than this free, senders wait, and receivers go on. A share alone would stop senders
     * on large disks that are merely well used.
     */
    private static final long LEAST_FREE_BYTES = 256L << 20;

    /** Small disks would never have so much free: the same as a share. */
    private static final int LEAST_FREE_SHARE = 5;

    private static final int DISK_SCAN_MILLIS = 500;

    /** How often clients that are silent for longer than they promised are looked for. */
    private static final long SILENCE_CHECK_MILLIS = 500;

    /** Recent ids of each address, by which a message that is sent again is dropped. */
    private static final int REMEMBERED_IDS = 100_000;

    /** A queue without consumers and messages is removed this long after its last use. */
    private static final long UNUSED_MILLIS = 60_000;

    /** How often they are looked for. They are removed when this has found them twice. */
    private static final long UNUSED_CHECK_MILLIS = 2_000;

    private static final int RANDOM_BITS = 160;

    private ArtemisConfiguration() {}

    static Configuration of(BrokerSettings settings, InetAddress address, Path directory)
            throws IOException {
        Configuration configuration =
                new ConfigurationImpl()
                        .setName("sempool")
                        .setSecurityEnabled(settings.credentials().isPresent())
                        // Its user's name and password are public knowledge unless they are set.
                        .setClusterUser(random())
                        .setClusterPassword(random())
                        .setJMXManagementEnabled(false)
                        .setMessageCounterEnabled(false)
                        // A suspended process would seem to hang.
                        .setCriticalAnalyzer(false)
                        .setConnectionTtlCheckInterval(SILENCE_CHECK_MILLIS)
                        .setAddressQueueScanPeriod(UNUSED_CHECK_MILLIS)
                        .setPersistIDCache(true)
                        .setIDCacheSize(REMEMBERED_IDS)
                        .setGlobalMaxSize(Runtime.getRuntime().maxMemory() / PART_OF_HEAP)
                        .setMaxDiskUsage(-1)
                        .setMinDiskFree(leastFree(directory))
                        .setDiskScanPeriod(DISK_SCAN_MILLIS)
                        .addAcceptorConfiguration(acceptor(settings, address))
                        .addAddressSetting(ALL, ofAll())
                        .addAddressSetting(OF_POOLS, ofPools());
        keepIn(directory, configuration);
        return configuration;
    }

    private static String random() {
        return new BigInteger(RANDOM_BITS, new SecureRandom()).toString();
    }

    private static long leastFree(Path directory) throws IOException {
        long total = Files.getFileStore(directory).getTotalSpace();
        // A tmpfs without a limit reports a size of 0.
        return total == 0 ? LEAST_FREE_BYTES : Math.min(LEAST_FREE_BYTES, total / LEAST_FREE_SHARE);
    }

    private static void keepIn(Path directory, Configuration configuration) throws IOException {
        Path journal = Files.createDirectories(directory.resolve("journal"));
        configuration.setBrokerInstance(directory.toFile());
        configuration
                .setJournalDirectory(journal.toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setJournalType(journalType(journal))
                .setJournalBufferTimeout_AIO(JOURNAL_BUFFER_TIMEOUT_NANOS)
                .setJournalBufferTimeout_NIO(JOURNAL_BUFFER_TIMEOUT_NANOS)
                // The same for the messages of a long queue.
                .setPageSyncTimeout(JOURNAL_BUFFER_TIMEOUT_NANOS);
    }

    /** Asynchronous writes need the library libaio, and a file system that can do them. */
    private static JournalType journalType(Path journal) {
        return AIOSequentialFileFactory.isSupported()
                        && AIOSequentialFileFactory.isSupported(journal.toFile())
                ? JournalType.ASYNCIO
                : JournalType.NIO;
    }

    private static TransportConfiguration acceptor(BrokerSettings settings, InetAddress address) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, address.getHostAddress());
        parameters.put(TransportConstants.PORT_PROP_NAME, settings.port());
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "CORE");
        settings.key()
                .ifPresent(
                        key -> {
                            parameters.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
                            parameters.put(
                                    TransportConstants.KEYSTORE_TYPE_PROP_NAME, ServerKey.FORMAT);
                            parameters.put(
                                    TransportConstants.KEYSTORE_PATH_PROP_NAME,
                                    key.keyStore().toAbsolutePath().toString());
                            parameters.put(
                                    TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, key.password());
                        });
        return new TransportConfiguration(
                NettyAcceptorFactory.class.getName(), parameters, ACCEPTOR);
    }

    private static AddressSettings ofAll() {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS))
                .setExpiryAddress(SimpleString.of(EXPIRED))
                .setAutoCreateDeadLetterResources(true)
                .setAutoCreateExpiryResources(true)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setDiskFullMessagePolicy(DiskFullMessagePolicy.BLOCK)
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true);
    }

    private static AddressSettings ofPools() {
        return new AddressSettings()
                // Pools count a job's attempts themselves, and say why each has failed.
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(0)
                .setAutoDeleteAddresses(true)
                .setAutoDeleteAddressesDelay(UNUSED_MILLIS)
                .setAutoDeleteQueues(true)
                .setAutoDeleteQueuesDelay(UNUSED_MILLIS);
    }
}
