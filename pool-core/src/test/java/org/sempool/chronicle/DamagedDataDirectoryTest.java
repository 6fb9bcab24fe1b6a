package org.sempool.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.spi.Draft;
import org.sempool.spi.JobDraft;
import org.sempool.spi.JobKey;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/**
 * A pool that resumes a data directory with any damage delivers correct results: those that can be
 * read, and the others from a worker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DamagedDataDirectoryTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int JOBS = 60;
    private static final int WORKERS = 3;
    private static final int SEEDS = 300;
    private static final int SEEDS_GONE_ON_FROM = 15;

    private final ChronicleTransport transport = new ChronicleTransport();
    private Path whole;

    @BeforeAll
    void makeOneDirectory(@TempDir Path parent) throws IOException {
        whole = parent.resolve("whole");
        // Two sessions, as if the first had been interrupted.
        finish(whole, 0, JOBS / 2);
        finish(whole, JOBS / 2, JOBS);
        for (Path file : files(whole)) {
            cutOffTheEmptyEnd(file);
        }
    }

    /**
     * Chronicle makes its files much larger than their content, and this test copies some hundred.
     */
    private static void cutOffTheEmptyEnd(Path path) throws IOException {
        byte[] content = Files.readAllBytes(path);
        int size = content.length;
        while (size > 0 && content[size - 1] == 0) {
            size--;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
    }

    /** Odd jobs are long. */
    private static String job(int number) {
        return "job " + number + (number % 2 == 0 ? "" : "-".repeat(97 * number));
    }

    private static String result(String job) {
        return "result of " + job;
    }

    private void finish(Path data, int from, int to) throws IOException {
        try (SupervisedEnd pool = open(data)) {
            List<WorkerEnd> workers = new ArrayList<>();
            for (int worker = 1; worker <= WORKERS; worker++) {
                workers.add(transport.attach(pool.address(), worker));
            }
            for (int job = from; job < to; job++) {
                submit(pool, job + 1, job(job));
                work(workers.get(job % WORKERS));
                Objects.requireNonNull(pool.takeResult(LONG_NANOS)).free();
            }
            workers.forEach(WorkerEnd::close);
        }
    }

    @Test
    void withAnUndamagedDirectoryNoJobRunsAgain(@TempDir Path parent) throws IOException {
        assertEquals(JOBS, replaysOf(copy(parent, "same")));
    }

    @Test
    void hundredsOfDamagesCauseNoWrongResult(@TempDir Path parent) throws IOException {
        int readable = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Path data = copy(parent, "seed-" + seed);
            String damages = damage(data, new Random(seed));
            try {
                readable += resultsOf(data);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("seed=" + seed + ": " + damages, e);
            }
            delete(data);
        }

        int share = 100 * readable / (SEEDS * JOBS);
        assertTrue(share >= 75 && share < 100, share + " % could be read");
    }

    @Test
    void aPoolThatResumesADamagedDirectoryGetsAllResults(@TempDir Path parent) throws IOException {
        for (int seed = SEEDS; seed < SEEDS + SEEDS_GONE_ON_FROM; seed++) {
            Path data = copy(parent, "seed-" + seed);
            String damages = damage(data, new Random(seed));
            try {
                var _ = replaysOf(data);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("seed=" + seed + ": " + damages, e);
            }
        }
    }

    /** Returns how many results there are; fails if one is wrong. */
    private static int resultsOf(Path data) throws IOException {
        int results = 0;
        Message message = new Message();
        try (Stream<Path> sessions = Files.list(data);
                History history =
                        History.of(sessions.filter(Files::isDirectory).sorted().toList())) {
            for (int job = 0; job < JOBS; job++) {
                byte[] payload = job(job).getBytes(UTF_8);
                History.Entry entry = history.take(JobKey.of(MemorySegment.ofArray(payload)));
                if (entry != null) {
                    assertNotNull(entry.read(message));
                    assertEquals(result(job(job)), message.payload().getUtf8());
                    results++;
                }
            }
            assertEquals(history.size(), results);
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(strings = {".cq4", ".cq4t", "claims", "lock"})
    void emptyZeroedOrGarbledFilesCauseNoWrongResult(String suffix, @TempDir Path parent)
            throws IOException {
        for (String kind : List.of("empty", "zeros", "garbage", "removed")) {
            Path data = copy(parent, suffix + "-" + kind);
            for (Path file : files(data)) {
                if (file.toString().endsWith(suffix)) {
                    byte[] content = new byte[(int) Files.size(file)];
                    switch (kind) {
                        case "empty" -> Files.write(file, new byte[0]);
                        case "zeros" -> Files.write(file, content);
                        case "garbage" -> {
                            new Random(1).nextBytes(content);
                            Files.write(file, content);
                        }
                        default -> Files.delete(file);
                    }
                }
            }
            assertEquals(suffix.equals(".cq4") ? 0 : JOBS, replaysOf(data), kind);
        }
    }

    /** The first bytes are zeros, while the length and the mark around the message are intact. */
    @Test
    void aResultWhosePagesWereNeverWrittenRunsAgain(@TempDir Path parent) throws IOException {
        Path data = copy(parent, "hole");
        byte[] wanted = result(job(30)).getBytes(UTF_8);
        int holes = 0;
        for (Path file : files(data)) {
            byte[] content = Files.readAllBytes(file);
            for (int at = 0; at <= content.length - wanted.length; at++) {
                if (Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                    Arrays.fill(content, at, at + wanted.length, (byte) 0);
                    holes++;
                }
            }
            Files.write(file, content);
        }
        assertEquals(1, holes);

        assertEquals(JOBS - 1, replaysOf(data));
    }

    /** Resumes, and checks each result; returns how many results existed already. */
    private int replaysOf(Path data) throws IOException {
        Map<Long, String> expected = new HashMap<>();
        int replays = 0;
        try (SupervisedEnd pool = open(data);
                WorkerEnd worker = transport.attach(pool.address(), 1)) {
            for (int job = 0; job < JOBS; job++) {
                long id = 1000L + job;
                expected.put(id, result(job(job)));
                submit(pool, id, job(job));
                Lease result = pool.takeResult(0);
                if (result == null) {
                    work(worker);
                    result = Objects.requireNonNull(pool.takeResult(LONG_NANOS));
                } else {
                    replays++;
                }
                assertEquals(MessageKind.RESULT, result.kind());
                assertEquals(id, result.jobId());
                assertEquals(expected.remove(id), result.payload().getUtf8());
                result.free();
            }
            assertNull(pool.takeResult(0));
            assertNull(worker.takeJob(0));
        }
        assertEquals(Map.of(), expected);
        return replays;
    }

    private SupervisedEnd open(Path data) throws IOException {
        Map<String, String> options = Map.of("data-dir", data.toString());
        return transport.open(new TransportConfig("handler", WORKERS, 4, 64, options));
    }

    private static void submit(SupervisedEnd pool, long id, String job) {
        JobDraft draft = Objects.requireNonNull(pool.draftJob(LONG_NANOS));
        draft.setJobId(id);
        draft.payload().putBytes(job.getBytes(UTF_8));
        draft.publish();
    }

    private static void work(WorkerEnd worker) {
        Lease job = Objects.requireNonNull(worker.takeJob(LONG_NANOS));
        Draft draft =
                Objects.requireNonNull(
                        worker.draftResult(MessageKind.RESULT, job.jobId(), 1, LONG_NANOS));
        draft.payload().putBytes(result(job.payload().getUtf8()).getBytes(UTF_8));
        draft.publish();
        job.free();
    }

    /** Makes one to four damages; returns which. */
    private static String damage(Path data, Random random) throws IOException {
        List<String> done = new ArrayList<>();
        List<Path> files = files(data);
        for (int i = 0; i <= random.nextInt(4); i++) {
            Path path = files.get(random.nextInt(files.size()));
            if (!Files.exists(path)) {
                continue;
            }
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                // Most content is at the front, with nothing behind it.
                int bound = (int) Math.min(file.length(), 1 << 19) + 1;
                long at = random.nextInt(random.nextBoolean() ? bound : Math.min(bound, 1 << 16));
                byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 8 : 60_000)];
                int kind = random.nextInt(6);
                switch (kind) {
                    case 0 -> file.setLength(at);
                    case 1 -> {
                        file.seek(at);
                        file.write(bytes);
                    }
                    case 2 -> {
                        random.nextBytes(bytes);
                        file.seek(at);
                        file.write(bytes);
                    }
                    case 3 -> {
                        file.seek(at);
                        int was = file.read();
                        file.seek(at);
                        file.write(was ^ (1 << random.nextInt(8)));
                    }
                    case 4 -> {
                        // Bytes from elsewhere in the file.
                        file.seek(random.nextInt(bound));
                        int read = Math.max(0, file.read(bytes));
                        file.seek(at);
                        file.write(bytes, 0, read);
                    }
                    default -> Files.delete(path);
                }
                done.add(kind + " at " + at + " of " + data.relativize(path));
            }
        }
        return done.toString();
    }

    private Path copy(Path parent, String name) throws IOException {
        Path data = parent.resolve(name);
        try (Stream<Path> all = Files.walk(whole)) {
            for (Path path : all.toList()) {
                Path copied = data.resolve(whole.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(path, copied);
                }
            }
        }
        Files.setPosixFilePermissions(data, Files.getPosixFilePermissions(whole));
        return data;
    }

    private static List<Path> files(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
