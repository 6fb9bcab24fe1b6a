package org.sempool.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.spi.JobKey;
import org.sempool.wire.MessageKind;

/**
 * A log is written only to space that is reserved on the disk, and can be read without Chronicle.
 */
final class LogWriterTest {
    private static final long SESSION = 42;
    private static final JobKey KEY = new JobKey(1, 2);

    @TempDir private Path parent;

    /** In tests, logs begin a new file each second. */
    @Test
    void eachFileHasItsBlocksBeforeChronicleBeginsIt() throws IOException {
        Path log = parent.resolve("log");
        try (LogWriter writer = new LogWriter(log, SESSION)) {
            Awaitility.await("several files were begun")
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> {
                                append(writer, 1, 100);
                                return files(log, ".cq4").size() >= 3;
                            });

            // A precreated file that is left would mean that Chronicle has made a file by itself.
            assertEquals(List.of(), files(log, ".precreated"));
        }
    }

    @Test
    void messagesAreWrittenOnlyToClaimedBlocks() throws Exception {
        Path log = parent.resolve("log");
        try (LogWriter writer = new LogWriter(log, SESSION)) {
            for (int size : new int[] {0, 1, 100, 300_000, 5_000_000, 3}) {
                append(writer, 1, size);
                Path file = files(log, ".cq4").getLast();
                long blocks = bytesOnDisk(file);
                assertTrue(
                        blocks >= writer.written(),
                        () -> file + " has " + blocks + " of " + writer.written() + " bytes");
            }
        }
    }

    private static long bytesOnDisk(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return 512
                * Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 77, 300_000, 5_000_000, Logs.MAX_PAYLOAD_BYTES})
    void messagesAreFoundWithoutChronicle(int size) throws IOException {
        Path log = parent.resolve("log");
        try (LogWriter writer = new LogWriter(log, SESSION)) {
            for (int job = 1; job <= 3; job++) {
                append(writer, job, size);
            }
        }

        List<Long> found = new ArrayList<>();
        for (Path file : files(log, ".cq4")) {
            RecordScanner.scan(
                    file,
                    SESSION,
                    0,
                    (_, header) -> {
                        assertEquals(KEY, header.key());
                        assertEquals(size, header.size());
                        found.add(header.jobId());
                    });
        }
        assertEquals(List.of(1L, 2L, 3L), found);
    }

    @Test
    void interruptsDoNotDisturbMessages() throws Exception {
        Path log = parent.resolve("log");
        Thread self = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        Thread nuisance =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!ended.get()) {
                                        self.interrupt();
                                    }
                                });
        try (LogWriter writer = new LogWriter(log, SESSION)) {
            for (int job = 1; job <= 200; job++) {
                append(writer, job, 500_000);
            }
        } finally {
            ended.set(true);
            while (nuisance.isAlive()) {
                var _ = Thread.interrupted();
                Thread.onSpinWait();
            }
            var _ = Thread.interrupted();
        }

        List<Long> found = new ArrayList<>();
        for (Path file : files(log, ".cq4")) {
            RecordScanner.scan(file, SESSION, 0, (_, header) -> found.add(header.jobId()));
        }
        assertEquals(200, found.size());
    }

    private static void append(LogWriter writer, long job, int size) throws IOException {
        PayloadBuffer payload = new PayloadBuffer(64);
        payload.begin().putBytes(new byte[size]);
        writer.append(KEY, job, 1, MessageKind.RESULT.code(), 0, 0, payload, _ -> {});
    }

    private static List<Path> files(Path log, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }
}
