package org.sempool.shm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;
import org.sempool.directory.Uninterrupted;
import org.sempool.process.NativeAccess;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;

/**
 * The transport {@code shm}: two semaphore queues in a mapped file, for workers on this machine.
 *
 * <p>Options: {@code semaphore} ({@code futex}, {@code posix} or {@code polling}; default {@code
 * futex}) and {@code directory} (where the pool's private directory is made; default {@code
 * /dev/shm}, or the system's temporary directory where there is none).
 */
public final class SharedMemoryTransport implements Transport {
    private static final String SEMAPHORE = "semaphore";
    private static final String DIRECTORY = "directory";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int MAX_SLOTS = 1 << 20;
    private static final int MIN_SLOT_BYTES = 64;
    private static final int MAX_SLOT_BYTES = 64 << 20;

    /** Made by ServiceLoader. */
    public SharedMemoryTransport() {}

    @Override
    public String name() {
        return "shm";
    }

    @Override
    public void check(TransportConfig config) {
        TransportConfig.requireRange("workers", config.workers(), 1, QueueLayout.MAX_WORKERS);
        TransportConfig.requireRange("slots", config.slots(), 1, MAX_SLOTS);
        TransportConfig.requireRange(
                "slotBytes", config.slotBytes(), MIN_SLOT_BYTES, MAX_SLOT_BYTES);
        config.requireKnownOptions(name(), List.of(SEMAPHORE, DIRECTORY));
        var _ = semaphore(config.options());
        var _ = parent(config.options());
    }

    @Override
    public CoordinatorEnd open(TransportConfig config) throws IOException {
        check(config);
        semaphore(config.options()).requireUsable();
        Path parent = parent(config.options());
        return Uninterrupted.call(() -> open(config, parent));
    }

    private static CoordinatorEnd open(TransportConfig config, Path parent) throws IOException {
        Leftovers.tryToRemove(parent);
        PrivateDirectory directory = PrivateDirectory.create(parent);
        try {
            Segment segment =
                    Segment.create(
                            directory,
                            config.slots(),
                            config.slotBytes(),
                            config.workers(),
                            semaphore(config.options()));
            return coordinatorEnd(directory, segment);
        } catch (IOException | RuntimeException | Error e) {
            try {
                directory.close();
            } catch (UncheckedIOException alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
    }

    private static CoordinatorEnd coordinatorEnd(PrivateDirectory directory, Segment segment)
            throws IOException {
        try {
            return new ShmCoordinatorEnd(directory, segment);
        } catch (IOException | RuntimeException | Error e) {
            segment.discard();
            throw e;
        }
    }

    @Override
    public WorkerEnd attach(String address, int worker) throws IOException {
        Path directory = Path.of(address);
        Segment segment = Segment.attach(directory);
        if (worker < 1 || worker > segment.workers()) {
            throw new IOException(
                    "worker=" + worker + " is none of this pool's 1 to " + segment.workers());
        }
        return new ShmWorkerEnd(segment, directory, worker);
    }

    @Override
    public List<Path> removeLeftovers(Map<String, String> options) throws IOException {
        return Leftovers.remove(parent(options));
    }

    @Override
    public List<String> coordinatorJvmFlags() {
        return List.of();
    }

    @Override
    public List<String> workerJvmFlags() {
        // Handlers on the class path may call native code, too.
        return Stream.of(NativeAccess.flag(), NativeAccess.UNNAMED_FLAG).distinct().toList();
    }

    private static SemaphoreKind semaphore(Map<String, String> options) {
        return SemaphoreKind.of(options.getOrDefault(SEMAPHORE, SemaphoreKind.FUTEX.label()));
    }

    private static Path parent(Map<String, String> options) {
        return TransportConfig.path(options, DIRECTORY)
                .orElseGet(SharedMemoryTransport::defaultParent);
    }

    /** Where pools are unless they are told otherwise. */
    static Path defaultParent() {
        return Files.isDirectory(SHARED_MEMORY)
                ? SHARED_MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
