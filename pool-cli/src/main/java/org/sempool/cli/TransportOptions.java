package org.sempool.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerPoolBuilder;
import org.sempool.spi.Transport;
import picocli.CommandLine.Option;

/** How jobs and results travel. */
final class TransportOptions {
    private static final String DEFAULT = "shm";
    private static final String BROKER = "artemis";

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            completionCandidates = Choices.Transports.class,
            description =
                    "How jobs and results travel: shm (shared memory), chronicle (Chronicle Queue)"
                            + " or artemis (a message broker; --broker is enough) (default: "
                            + DEFAULT
                            + ").")
    private @Nullable String given;

    @Option(
            names = "--semaphore",
            paramLabel = "KIND",
            completionCandidates = Choices.Semaphores.class,
            description =
                    "How processes wait in shared memory: futex, posix or polling (default:"
                            + " futex).")
    private @Nullable String semaphore;

    @Option(
            names = "--slot-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Room for a typical line; a longer one goes to the payload memory (default:"
                            + " 1024).")
    private @Nullable Long slotBytes;

    @Option(
            names = "--payload-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Shared memory for longer lines and results, half of it for each; while it is"
                            + " full, reading waits (default: a quarter of what is free, or of"
                            + " the container's memory, at most 256M).")
    private @Nullable Long payloadMemory;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where the pool creates its own files (default: /dev/shm, or the system's"
                            + " temporary directory with --transport chronicle).")
    private @Nullable Path directory;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Keep jobs and results there. If the command is killed, the same command with"
                            + " the same DIR continues where it ended. Needs --transport"
                            + " chronicle.")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--batch",
            paramLabel = "ID",
            description =
                    "Let the broker keep what was done. If the command is killed, the same command"
                            + " with the same ID continues where it ended, on any machine; the"
                            + " record goes when all jobs have succeeded. Needs --broker.")
    private @Nullable String batch;

    @Option(
            names = "--spill-directory",
            paramLabel = "DIR",
            description =
                    "Where large jobs and results go if shared memory has no room, and results that"
                            + " wait for an earlier one if memory has none (default: the system's"
                            + " temporary directory). Needs --transport shm.")
    private @Nullable Path spillDirectory;

    @Option(
            names = "--slow-motion",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "For 'pool inspect --watch': wait this long after each change of a slot, in"
                            + " every process. Needs --transport shm.")
    private @Nullable Duration slowMotion;

    private String transport = DEFAULT;

    /**
     * @param hasBroker whether there is a broker, for the transport that needs one
     */
    void configure(WorkerPoolBuilder<?, ?> builder, boolean hasBroker) {
        String chosen = given;
        transport = chosen != null ? chosen : hasBroker ? BROKER : DEFAULT;
        if (hasBroker && !transport.equals(BROKER)) {
            throw new UsageException("--broker needs --transport artemis, or none");
        }
        if (!hasBroker && transport.equals(BROKER)) {
            throw new UsageException(
                    "--transport artemis needs --broker with an address, or --broker embedded");
        }
        builder.transport(transport);
        String kind = semaphore;
        if (kind != null) {
            requireTransport("--semaphore", "shm", "other transports have none");
            builder.transportOption("semaphore", kind);
        }
        Long bytes = slotBytes;
        if (bytes != null) {
            if (bytes > Integer.MAX_VALUE) {
                throw new UsageException(
                        "--slot-bytes " + bytes + " is out of range: it must be less than 2 GiB");
            }
            builder.slotBytes(Math.toIntExact(bytes));
        }
        Long memory = payloadMemory;
        if (memory != null) {
            requireTransport("--payload-memory", "shm", "others keep payloads in their files");
            builder.payloadMemory(memory);
        }
        Path parent = directory;
        if (parent != null) {
            builder.transportOption("directory", parent.toString());
        }
        Path kept = dataDirectory;
        if (kept != null) {
            requireTransport("--data-dir", "chronicle", "shared memory ends with its pool");
            if (parent != null) {
                throw new UsageException(
                        "--directory and --data-dir both say where files go; leave one of them"
                                + " out");
            }
            builder.transportOption("data-dir", kept.toString());
        }
        String id = batch;
        if (id != null) {
            requireTransport("--batch", BROKER, "use --data-dir with chronicle");
            builder.transportOption("batch", id);
        }
        Path spill = spillDirectory;
        if (spill != null) {
            requireTransport("--spill-directory", "shm", "others keep their files on disk anyway");
            if (!Files.isDirectory(spill)) {
                throw new UsageException("--spill-directory: there is no directory " + spill);
            }
            builder.transportOption("spill-directory", spill.toString());
        }
        if (slowMotion != null) {
            requireTransport("--slow-motion", "shm", "other queues cannot be watched");
            SlowMotion.begin(slowMotion);
            builder.jvmFlags(SlowMotion.workerFlags(slowMotion).toArray(new String[0]));
        }
    }

    /** Where results go if memory has no room: not only those in shared memory. */
    Path spillDirectory() {
        Path spill = spillDirectory;
        return spill == null ? temporaryDirectory() : spill;
    }

    /** The system's. */
    static Path temporaryDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private void requireTransport(String option, String needed, String why) {
        if (!transport.equals(needed) && isTransport(transport)) {
            throw new UsageException(option + " needs --transport " + needed + ": " + why);
        }
    }

    /** For any other name, the pool reports that there is no such transport. */
    private static boolean isTransport(String name) {
        return ServiceLoader.load(Transport.class).stream()
                .anyMatch(provider -> provider.get().name().equals(name));
    }
}
