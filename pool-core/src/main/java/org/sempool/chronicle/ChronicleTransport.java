package org.sempool.chronicle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;
import org.sempool.directory.Uninterrupted;
import org.sempool.process.NativeAccess;
import org.sempool.spi.HandlerVersion;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;

/**
 * The transport {@code chronicle}: jobs and results are messages of Chronicle Queue, for workers on
 * this machine. It needs {@code net.openhft:chronicle-queue} on the class path of coordinator and
 * workers, and a coordinator that was started with {@link #coordinatorJvmFlags}.
 *
 * <p>Options: {@code directory} (where the pool's private directory is made; default: the system's
 * temporary directory, because a log may outgrow shared memory), or {@code data-dir} (a directory
 * that is kept: if an earlier pool with the same directory and the same classes of the handler has
 * done a job, the job gets that result; a job that failed runs again. The directory survives the
 * death of any process, but not a power cut; jobs whose results were damaged run again).
 */
public final class ChronicleTransport implements Transport {
    private static final String LIBRARY = "net.openhft.chronicle.queue.ChronicleQueue";
    private static final String DIRECTORY = "directory";
    private static final String DATA_DIR = "data-dir";
    private static final int MAX_WORKERS = 1023;
    private static final int MAX_SLOTS = 1 << 20;
    private static final int MAX_SLOT_BYTES = 1 << 20;

    private static final List<String> OPTIONS = List.of(DIRECTORY, DATA_DIR);

    /** Chronicle reads these when its classes are loaded: it then reports and prints nothing. */
    private static final Map<String, String> QUIET =
            Map.of(
                    "chronicle.analytics.disable", "true",
                    "chronicle.announcer.disable", "true",
                    "chronicle.disk.monitor.disable", "true");

    private static final List<String> OPENS =
            List.of(
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED");

    /** Without these it works, but prints warnings. */
    private static final List<String> ALLOWS =
            List.of(
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /** ServiceLoader calls this. */
    public ChronicleTransport() {}

    @Override
    public String name() {
        return "chronicle";
    }

    @Override
    public void check(TransportConfig config) {
        TransportConfig.requireRange("workers", config.workers(), 1, MAX_WORKERS);
        TransportConfig.requireRange("queue", config.slots(), 1, MAX_SLOTS);
        TransportConfig.requireRange("slotBytes", config.slotBytes(), 1, MAX_SLOT_BYTES);
        config.requireKnownOptions(name(), OPTIONS);
        OPTIONS.forEach(option -> TransportConfig.path(config.options(), option));
        if (config.options().keySet().containsAll(OPTIONS)) {
            throw new IllegalArgumentException(
                    "transport options "
                            + OPTIONS
                            + " exclude each other: both say where files go");
        }
    }

    @Override
    public SupervisedEnd open(TransportConfig config) throws IOException {
        check(config);
        prepare();
        return Uninterrupted.call(() -> openStorage(config));
    }

    private static SupervisedEnd openStorage(TransportConfig config) throws IOException {
        Optional<Path> dataDir = TransportConfig.path(config.options(), DATA_DIR);
        if (dataDir.isEmpty()) {
            return open(config, TemporaryStorage.in(parent(config.options())), List.of());
        }
        DataDirectory data = DataDirectory.open(dataDir.get(), HandlerVersion.of(config.handler()));
        return open(config, data, data.earlier());
    }

    private static SupervisedEnd open(TransportConfig config, Storage storage, List<Path> earlier)
            throws IOException {
        try {
            // This may take long, or fail, so it comes before there is anything else to close.
            History history = History.of(earlier);
            ClaimTable claims = ClaimTable.create(storage.path(), config.workers(), config.slots());
            return new ChronicleCoordinatorEnd(storage, history, claims, config.slotBytes());
        } catch (IOException e) {
            closeAfter(e, storage);
            long needed = e instanceof DiskSpace.FullException full ? full.needed() : 1;
            throw DiskSpace.explain(storage.displayPath(), needed, e);
        } catch (RuntimeException | Error e) {
            closeAfter(e, storage);
            throw e;
        }
    }

    private static void closeAfter(Throwable problem, Storage storage) {
        try {
            storage.close();
        } catch (UncheckedIOException alsoThis) {
            problem.addSuppressed(alsoThis);
        }
    }

    @Override
    public WorkerEnd attach(String address, int worker) throws IOException {
        prepare();
        Path directory = Path.of(address);
        PrivateDirectory.verify(directory);
        ClaimTable claims = ClaimTable.attach(directory);
        if (worker < 1 || worker > claims.workers()) {
            claims.close();
            throw new IOException(
                    "worker="
                            + worker
                            + " is not one of this pool's workers 1 to "
                            + claims.workers());
        }
        return new ChronicleWorkerEnd(directory, claims, worker);
    }

    /**
     * Call this before the first of Chronicle's classes is loaded, which would fail without the
     * flags.
     */
    private static void prepare() throws IOException {
        QUIET.forEach(
                (name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
        try {
            Class<?> library =
                    Class.forName(LIBRARY, false, ChronicleTransport.class.getClassLoader());
            Module base = Object.class.getModule();
            if (!base.isOpen("sun.nio.ch", library.getModule())
                    || !base.isOpen("java.lang.reflect", library.getModule())
                    || !NativeAccess.isAllowed()) {
                throw new IOException(
                        "transport=chronicle needs this JVM to be started with "
                                + String.join(" ", flags()));
            }
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "transport=chronicle needs net.openhft:chronicle-queue on the class path"
                            + tested(),
                    e);
        }
    }

    /** With which version, which only the build knows. */
    private static String tested() throws IOException {
        try (InputStream file = ChronicleTransport.class.getResourceAsStream("library-version")) {
            // A tool that puts jars together may lose it.
            return file == null
                    ? ""
                    : "; it was tested with version "
                            + new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static List<String> flags() {
        return new ChronicleTransport().coordinatorJvmFlags();
    }

    @Override
    public List<Path> findLeftovers(Map<String, String> options) throws IOException {
        return Leftovers.find(parent(options));
    }

    @Override
    public List<Path> removeLeftovers(Map<String, String> options) throws IOException {
        return Leftovers.remove(parent(options));
    }

    @Override
    public List<String> coordinatorJvmFlags() {
        return Stream.concat(OPENS.stream(), ALLOWS.stream()).toList();
    }

    @Override
    public List<String> workerJvmFlags() {
        return coordinatorJvmFlags();
    }

    private static Path parent(Map<String, String> options) {
        return TransportConfig.path(options, DIRECTORY)
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
    }
}
