package org.sempool.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.JobKey;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;

/** The results of a worker number are read exactly once, across deaths and damaged logs. */
final class ResultLogsTest {
    private static final int WORKER = 1;
    private static final String TABLE = "metadata.cq4t";

    @TempDir private Path parent;
    private TemporaryStorage storage;
    private ClaimTable claims;
    private ResultLogs logs;

    @BeforeEach
    void begin() throws IOException {
        storage = TemporaryStorage.in(parent);
        claims = ClaimTable.create(storage.path(), 1, 8);
        logs = new ResultLogs(storage, claims, WORKER);
    }

    @AfterEach
    void end() {
        logs.close();
        claims.close();
        storage.close();
    }

    @Test
    void aResultThatIsHeldIsNotDeliveredAgain() throws IOException {
        publish(1, 2, 3);
        Lease first = take(1);

        assertEquals(Set.of(1L, 2L, 3L), logs.endLife());

        first.free();
        publish(4);
        for (int job = 2; job <= 4; job++) {
            take(job).free();
        }
        assertNull(logs.take());
    }

    @Test
    void repairingADeathTwiceLosesNothing() throws IOException {
        publish(1, 2);

        assertEquals(Set.of(1L, 2L), logs.endLife());
        assertEquals(Set.of(1L, 2L), logs.endLife());

        take(1).free();
        assertEquals(Set.of(2L), logs.endLife());
        take(2).free();
        assertNull(logs.take());
        assertEquals(Set.of(), logs.endLife());
    }

    /** The worker was killed between the message and the count. */
    @Test
    void aMessageThatWasNotCountedIsRead() throws IOException {
        publish(1);
        claims.setPublished(WORKER, 0);

        assertEquals(Set.of(1L), logs.endLife());

        take(1).free();
        assertNull(logs.take());
    }

    /** In tests, logs begin a new file each second. */
    @Test
    void resultsInSeveralFilesAreRead() throws IOException {
        int[] published = {0};
        try (LogWriter writer = log()) {
            Awaitility.await("three files were begun")
                    .pollInterval(Duration.ofMillis(300))
                    .until(
                            () -> {
                                append(writer, ++published[0]);
                                return Logs.files(path()).size() >= 3;
                            });
        }
        take(1).free();

        assertEquals(published[0] - 1, logs.endLife().size());

        for (int job = 2; job <= published[0]; job++) {
            take(job).free();
        }
        assertNull(logs.take());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aHalfMadeLogIsSkipped(int seed) throws IOException {
        Random random = new Random(seed);
        try (LogWriter writer = log()) {
            append(writer, 1);
        }
        claims.setPublished(WORKER, 0);
        keepTheStart(path().resolve(TABLE), random.nextInt(1000));
        for (Path file : Logs.files(path())) {
            keepTheStart(file, random.nextInt(1000));
        }

        assertEquals(Set.of(), logs.endLife());

        publish(2);
        take(2).free();
        assertNull(logs.take());
    }

    private static void keepTheStart(Path file, int bytes) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, bytes, content.length, (byte) 0);
        Files.write(file, content);
    }

    @Test
    void missingResultsEndThePool() throws IOException {
        publish(1, 2);
        for (Path file : Logs.files(path())) {
            Files.write(file, new byte[100]);
        }

        BrokenTransportException e =
                assertThrows(BrokenTransportException.class, () -> logs.endLife());

        assertTrue(String.valueOf(e.getMessage()).contains(path().toString()), e::toString);
        assertThrows(BrokenTransportException.class, () -> logs.take());
        assertThrows(BrokenTransportException.class, () -> logs.endLife());
    }

    private LogWriter log() throws IOException {
        return new LogWriter(path(), RecordHeader.session(storage.path()));
    }

    private Path path() {
        return PoolFiles.results(storage.path(), WORKER, claims.life(WORKER));
    }

    private void publish(long... jobs) throws IOException {
        try (LogWriter writer = log()) {
            for (long job : jobs) {
                append(writer, job);
            }
        }
    }

    private void append(LogWriter writer, long job) throws IOException {
        PayloadBuffer payload = new PayloadBuffer(100);
        payload.begin().putInt((int) job);
        writer.append(JobKey.NONE, job, 1, MessageKind.RESULT.code(), 0, 0, payload, _ -> {});
        claims.setPublished(WORKER, claims.published(WORKER) + 1);
    }

    private Lease take(long job) {
        Lease result = Objects.requireNonNull(logs.take(), "job " + job);
        assertEquals(job, result.jobId());
        assertEquals((int) job, result.payload().getInt());
        return result;
    }
}
