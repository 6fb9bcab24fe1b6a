package org.sempool.chronicle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.queue.rollcycles.TestRollCycles;
import org.sempool.directory.DiskSpace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens logs, all with the same settings. */
final class Logs {
    private static final Logger LOG = LoggerFactory.getLogger(Logs.class);

    /** A test cannot wait minutes for several files. */
    private static final RollCycle ROLL_CYCLE =
            Boolean.getBoolean("sempool.chronicle.rollEachSecond")
                    ? TestRollCycles.TEST_SECONDLY
                    : LegacyRollCycles.MINUTELY;

    /** The suffix of the files with messages. */
    static final String FILE_SUFFIX = ".cq4";

    private static final int BLOCK_BYTES = 64 << 20;

    /** The file in which Chronicle keeps a log's metadata, and how much of it is mapped. */
    private static final String TABLE_FILE = "metadata.cq4t";

    private static final int TABLE_BYTES = 128 << 10;

    /**
     * A message with its header must fit into what Chronicle maps beyond a block: a quarter of it.
     */
    static final int MAX_PAYLOAD_BYTES = BLOCK_BYTES / 4 - 2048;

    /** The start of each log, by the clock that names its files. */
    static final long FIRST_MILLIS = TimeUnit.DAYS.toMillis(1);

    private Logs() {}

    /** Opens a log for reading. */
    static ChronicleQueue open(Path directory) {
        return settings(directory).timeProvider(() -> FIRST_MILLIS).build();
    }

    /** Makes a new log and opens it for writing by this clock. */
    static ChronicleQueue create(Path directory, LongSupplier clock) throws IOException {
        Files.createDirectories(directory);
        DiskSpace.reserve(directory.resolve(TABLE_FILE), 0, TABLE_BYTES);
        return settings(directory).timeProvider(clock::getAsLong).build();
    }

    private static SingleChronicleQueueBuilder settings(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(ROLL_CYCLE)
                .blockSize(BLOCK_BYTES);
    }

    /** For one thread at a time, which need not always be the same. */
    static ExcerptAppender appender(ChronicleQueue queue) {
        ExcerptAppender appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        return appender;
    }

    /** For one thread at a time, which need not always be the same. */
    static ExcerptTailer tailer(ChronicleQueue queue) {
        ExcerptTailer tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        return tailer;
    }

    /** The files of a log that messages may be in, the oldest first. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> child.toString().endsWith(FILE_SUFFIX))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Removes a file of a log that is no longer needed. */
    static void remove(File file) {
        try {
            Files.deleteIfExists(file.toPath());
        } catch (IOException e) {
            LOG.warn("{} is no longer needed, but cannot be removed", file, e);
        }
    }
}
