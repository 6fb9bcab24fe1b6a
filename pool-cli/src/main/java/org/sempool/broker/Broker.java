package org.sempool.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.management.ManagementService;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message broker in this process: Apache ActiveMQ Artemis, set to what pools need. Clients use
 * Artemis' own protocol, over TCP.
 *
 * <p>Messages that were sent as durable, which is Jakarta Messaging's default, survive the process
 * and the machine: they are on disk before a send or a commit returns. Those that do not fit a
 * quarter of this JVM's heap are kept in files only. While the disk is nearly full, senders wait.
 *
 * <p>Thread-safe.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    /** Artemis waits for some of its threads, one after the other. */
    private static final Duration STOP = Duration.ofSeconds(8);

    private final BrokerSettings settings;
    private final BrokerDirectory directory;
    private final ActiveMQServer server;
    private final CompletableFuture<@Nullable Void> end;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

    private Broker(
            BrokerSettings settings,
            BrokerDirectory directory,
            ActiveMQServer server,
            CompletableFuture<@Nullable Void> end) {
        this.settings = settings;
        this.directory = directory;
        this.server = server;
        this.end = end;
    }

    /**
     * Starts a broker, and returns when clients can connect. Blocks while it reads the messages of
     * last time, which takes the longer the more there are.
     *
     * @param settings how
     * @return the broker, which the caller closes
     * @throws IOException if it cannot start: the port is in use, the data directory is in use by
     *     another broker, not its user's alone, not writable or full, or the key store cannot be
     *     read
     */
    public static Broker start(BrokerSettings settings) throws IOException {
        InetAddress address = BrokerSettings.address(settings.host());
        if (settings.key().isPresent()) {
            settings.key().get().verify();
        }
        requireFree(settings, address);
        Path kept = settings.dataDirectory().orElse(null);
        BrokerDirectory directory =
                kept == null ? BrokerDirectory.temporary() : BrokerDirectory.open(kept);
        try {
            return start(settings, address, directory);
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private static Broker start(
            BrokerSettings settings, InetAddress address, BrokerDirectory directory)
            throws IOException {
        @Nullable ActiveMQSecurityManager users =
                settings.credentials().map(OneUser::new).orElse(null);
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        ActiveMQServer server =
                new ActiveMQServerImpl(
                        ArtemisConfiguration.of(settings, address, directory.path()), users);
        server.registerActivationFailureListener(end::completeExceptionally);
        server.registerIOCriticalErrorListener(
                (cause, message, file) -> end.completeExceptionally(cause));
        Broker broker = new Broker(settings, directory, server, end);
        try {
            server.start();
            if (end.isCompletedExceptionally()) {
                throw end.exceptionNow();
            }
            return broker;
        } catch (Throwable e) {
            broker.stop();
            throw new IOException("Artemis failed: " + e, e);
        }
    }

    /** Artemis itself would start without the port, and say so only in its log. */
    private static void requireFree(BrokerSettings settings, InetAddress address)
            throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, settings.port()));
        } catch (BindException e) {
            throw new IOException(
                    "cannot listen at "
                            + hostAndPort(settings.host(), settings.port())
                            + ": "
                            + e.getMessage()
                            + "; name another address or port, or stop what listens there",
                    e);
        }
    }

    /**
     * Where clients connect: {@code tcp://127.0.0.1:61616}, or with {@code ssl://} if TLS is on.
     * The host is the one of the settings.
     *
     * @return the URL
     */
    public String url() {
        return (settings.key().isPresent() ? "ssl://" : "tcp://")
                + hostAndPort(settings.host(), port());
    }

    /**
     * The port that it listens at.
     *
     * @return the port, not 0
     */
    public int port() {
        return server.getRemotingService()
                .getAcceptor(ArtemisConfiguration.ACCEPTOR)
                .getActualPort();
    }

    private static String hostAndPort(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Where the messages are.
     *
     * @return the directory, absolute and free of symbolic links
     */
    public Path dataDirectory() {
        return directory.path();
    }

    /**
     * Waits until the broker is closed or has broken down, without a bound.
     *
     * @throws IOException if it has broken down, because it can no longer write to its directory
     * @throws InterruptedException if the thread is interrupted before
     */
    public void awaitEnd() throws IOException, InterruptedException {
        try {
            var _ = end.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the broker has stopped, as it cannot use its data directory "
                            + directory.path()
                            + " any more: "
                            + e.getCause(),
                    e);
        }
    }

    /**
     * Disconnects all clients and stops. Waits at most eight seconds; what then has not stopped
     * ends with the process. Durable messages stay in the data directory, a temporary one is
     * removed.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stop();
            var _ = end.complete(null);
            var _ = stopped.complete(null);
        } else {
            var _ = stopped.join();
        }
    }

    /** An interrupt does not cut it short, and stays set. */
    private void stop() {
        Thread stopper = Thread.ofPlatform().daemon().name("broker-stop").start(this::stopServer);
        long limit = System.nanoTime() + STOP.toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                if (!stopper.join(Duration.ofNanos(limit - System.nanoTime()))) {
                    LOG.warn("the broker does not stop within {} s", STOP.toSeconds());
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopServer() {
        try {
            ManagementService management = server.getManagementService();
            if (management != null) {
                // Clients that leave meanwhile would cause messages that cannot be stored any more.
                management.enableNotifications(false);
            }
            server.stop();
        } catch (Exception e) {
            LOG.warn("the broker did not stop cleanly: {}", e.toString());
        }
        try {
            directory.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot release {}: {}", directory.path(), e.toString());
        }
    }
}
