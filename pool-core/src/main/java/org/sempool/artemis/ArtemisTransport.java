package org.sempool.artemis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.HostEnd;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;

/**
 * The transport {@code artemis}: jobs and results are messages of a broker, Apache ActiveMQ
 * Artemis, for workers on any machine, see {@link org.sempool.WorkerHost}. It needs {@code
 * org.apache.artemis:artemis-jakarta-client} on the class path of coordinators and hosts; workers
 * do without it.
 *
 * <p>Options: {@code broker} (required: an address such as {@code tcp://localhost:61616}, or
 * several with commas between, to be tried in turn), {@code pool} (a name for what hosts and
 * coordinators share; default: {@code default}), {@code user}, {@code password} or {@code
 * password-file} (without them the environment variable {@code SEMPOOL_BROKER_PASSWORD}), and for
 * encrypted connections {@code trust-store}, {@code trust-store-password-file}, {@code key-store}
 * and {@code key-store-password-file}, of type PKCS #12.
 */
public final class ArtemisTransport implements Transport {
    private static final int MAX_WORKERS = 512;
    private static final int MAX_SLOTS = 1 << 20;
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** ServiceLoader calls this. */
    public ArtemisTransport() {}

    @Override
    public String name() {
        return "artemis";
    }

    @Override
    public boolean isHosted() {
        return true;
    }

    @Override
    public void check(TransportConfig config) {
        TransportConfig.requireRange("workers", config.workers(), 0, MAX_WORKERS);
        TransportConfig.requireRange("queue", config.slots(), 1, MAX_SLOTS);
        config.requireKnownOptions(name(), BrokerOptions.NAMES);
        var _ = BrokerOptions.of(config.options());
    }

    @Override
    public CoordinatorEnd open(TransportConfig config) throws IOException {
        BrokerOptions options = BrokerOptions.of(config.options());
        Fit fit = Fit.of(config.handler());
        String origin =
                options.batch()
                        .map(id -> Names.batchOrigin(id, fit.version()))
                        .orElseGet(ArtemisTransport::randomOrigin);
        Batch batch =
                options.batch()
                        .map(id -> new Batch(options.pool(), origin, "batch=" + id))
                        .orElse(null);
        ArtemisCoordinatorEnd end =
                new ArtemisCoordinatorEnd(options, fit, origin, batch, config.slots());
        boolean open = false;
        boolean interrupted = Thread.interrupted();
        try {
            end.link().start();
            if (!end.link().awaitFirst(CONNECT_NANOS)) {
                throw new IOException(
                        "no connection to the broker "
                                + options.display()
                                + ": "
                                + end.link().why()
                                + "; check the address, or start one with 'pool broker'");
            }
            end.begin();
            open = true;
            return end;
        } catch (InterruptedException e) {
            interrupted = true;
            throw new IOException("interrupted while connecting to the broker", e);
        } finally {
            if (!open) {
                end.link().close();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String randomOrigin() {
        byte[] random = new byte[Long.BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public HostEnd join(TransportConfig config, HostEnd.CancelOrders cancels) throws IOException {
        ArtemisHostEnd end =
                new ArtemisHostEnd(
                        BrokerOptions.of(config.options()), Fit.of(config.handler()), cancels);
        end.start();
        return end;
    }

    @Override
    public WorkerEnd attach(String address, int worker) throws IOException {
        throw new IOException("workers reach a broker only through their host");
    }

    /** None: the broker keeps everything. */
    @Override
    public List<Path> findLeftovers(Map<String, String> options) {
        return List.of();
    }

    @Override
    public List<Path> removeLeftovers(Map<String, String> options) {
        return List.of();
    }

    @Override
    public List<String> coordinatorJvmFlags() {
        return List.of();
    }

    @Override
    public List<String> workerJvmFlags() {
        return List.of();
    }
}
