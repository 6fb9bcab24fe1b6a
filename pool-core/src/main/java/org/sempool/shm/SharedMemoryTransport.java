package org.sempool.shm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;
import org.sempool.directory.Uninterrupted;
import org.sempool.process.ControlGroup;
import org.sempool.process.Errno;
import org.sempool.process.NativeAccess;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;

/**
 * The transport {@code shm}: two semaphore queues in a mapped file, for workers on this machine.
 *
 * <p>Options: {@code semaphore} ({@code futex}, {@code posix} or {@code polling}; default {@code
 * futex}), {@code directory} (where the pool's private directory is made; default {@code /dev/shm},
 * or the system's temporary directory if that does not exist) and {@code spill-directory} (where
 * another directory is made when the first has no room for a large payload; default the system's
 * temporary directory).
 */
public final class SharedMemoryTransport implements Transport {
    static final String NAME = "shm";

    private static final String SEMAPHORE = "semaphore";
    private static final String DIRECTORY = "directory";
    private static final String SPILL_DIRECTORY = "spill-directory";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long DEFAULT_PAYLOAD_MEMORY = 256L << 20;
    private static final int MAX_SLOTS = 1 << 20;
    private static final int MIN_SLOT_BYTES = 64;
    private static final int MAX_SLOT_BYTES = 64 << 20;

    /** ServiceLoader calls this. */
    public SharedMemoryTransport() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void check(TransportConfig config) {
        TransportConfig.requireRange("workers", config.workers(), 1, QueueLayout.MAX_WORKERS);
        TransportConfig.requireRange("queue", config.slots(), 1, MAX_SLOTS);
        TransportConfig.requireRange(
                "slotBytes", config.slotBytes(), MIN_SLOT_BYTES, MAX_SLOT_BYTES);
        config.requireKnownOptions(name(), List.of(SEMAPHORE, DIRECTORY, SPILL_DIRECTORY));
        var _ = semaphore(config.options());
        var _ = parent(config.options());
    }

    @Override
    public SupervisedEnd open(TransportConfig config) throws IOException {
        check(config);
        semaphore(config.options()).requireUsable();
        Path parent = parent(config.options());
        Optional<Path> spillParent = spillParent(config.options(), parent);
        return Uninterrupted.call(() -> open(config, parent, spillParent));
    }

    private static SupervisedEnd open(
            TransportConfig config, Path parent, Optional<Path> spillParent) throws IOException {
        Leftovers.tryToRemove(parent);
        spillParent.ifPresent(Leftovers::tryToRemove);
        PrivateDirectory directory = PrivateDirectory.create(parent);
        try {
            Segment segment = makeSegment(config, directory);
            return coordinatorEnd(directory, spillParent, segment);
        } catch (IOException | RuntimeException | Error e) {
            try {
                directory.close();
            } catch (UncheckedIOException alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
    }

    private static Segment makeSegment(TransportConfig config, PrivateDirectory directory)
            throws IOException {
        SemaphoreKind kind = semaphore(config.options());
        Dimensions slotsOnly = Dimensions.of(config.slots(), config.slotBytes(), config.workers());
        // What is in shared memory counts as the container's.
        long room =
                Math.min(
                        DiskSpace.most(directory.path()),
                        ControlGroup.own().memoryBytes().orElse(Long.MAX_VALUE));
        Dimensions size =
                slotsOnly.withPayloadMemory(
                        config.payloadMemory().orElse(Math.min(room / 4, DEFAULT_PAYLOAD_MEMORY)));
        PayloadFile payloads;
        try {
            payloads = PayloadFile.create(directory, size);
        } catch (IOException e) {
            if (config.payloadMemory().isPresent()) {
                throw new IOException(
                        "payloadMemory="
                                + config.payloadMemory().getAsLong()
                                + " cannot be reserved in "
                                + directory.path().getParent()
                                + "; set a smaller one: "
                                + Errno.of(e).words(),
                        e);
            }
            // A limit on the size of files, for example. Large payloads need files then.
            return Segment.create(directory, slotsOnly, kind);
        }
        return Segment.create(directory, payloads, size, kind);
    }

    private static SupervisedEnd coordinatorEnd(
            PrivateDirectory directory, Optional<Path> spillParent, Segment segment)
            throws IOException {
        try {
            CoordinatorSpillDirectory spillDirectory =
                    spillParent.isPresent()
                            ? new CoordinatorSpillDirectory(directory, spillParent.get())
                            : null;
            return new ShmCoordinatorEnd(directory, spillDirectory, segment);
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
                    "worker="
                            + worker
                            + " is not one of this pool's workers 1 to "
                            + segment.workers());
        }
        return new ShmWorkerEnd(segment, directory, worker);
    }

    @Override
    public List<Path> findLeftovers(Map<String, String> options) throws IOException {
        return Leftovers.find(parent(options));
    }

    @Override
    public List<Path> removeLeftovers(Map<String, String> options) throws IOException {
        Path parent = parent(options);
        List<Path> removed = new ArrayList<>(Leftovers.remove(parent));
        // By default, pools have their spill directory there, so cleaning looks there without being
        // told.
        boolean everywhere =
                !options.containsKey(DIRECTORY) || options.containsKey(SPILL_DIRECTORY);
        Optional<Path> spillParent = everywhere ? spillParent(options, parent) : Optional.empty();
        if (spillParent.isPresent()) {
            removed.addAll(Leftovers.remove(spillParent.get()));
        }
        return removed;
    }

    @Override
    public List<String> coordinatorJvmFlags() {
        return List.of();
    }

    @Override
    public List<String> workerJvmFlags() {
        // Handlers on the class path may also call native code.
        return Stream.of(NativeAccess.flag(), NativeAccess.UNNAMED_FLAG).distinct().toList();
    }

    private static SemaphoreKind semaphore(Map<String, String> options) {
        return SemaphoreKind.of(options.getOrDefault(SEMAPHORE, SemaphoreKind.FUTEX.label()));
    }

    private static Path parent(Map<String, String> options) {
        return TransportConfig.path(options, DIRECTORY)
                .orElseGet(SharedMemoryTransport::defaultParent);
    }

    /** Where the spill directory would be; empty if that is the same place or does not exist. */
    private static Optional<Path> spillParent(Map<String, String> options, Path parent)
            throws IOException {
        String chosen = options.get(SPILL_DIRECTORY);
        Path place = Path.of(chosen != null ? chosen : System.getProperty("java.io.tmpdir"));
        if (!Files.isDirectory(place)) {
            if (chosen != null) {
                throw new IOException(SPILL_DIRECTORY + "=" + chosen + " is not a directory");
            }
            return Optional.empty();
        }
        Path real = place.toRealPath();
        boolean isSame = Files.isDirectory(parent) && real.equals(parent.toRealPath());
        return isSame ? Optional.empty() : Optional.of(real);
    }

    /** Where pools are by default. */
    static Path defaultParent() {
        return Files.isDirectory(SHARED_MEMORY)
                ? SHARED_MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
