package org.sempool.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.Draft;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.JobHeader;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;

/**
 * With a data directory, jobs that succeeded in an earlier session get their results again, and
 * only the others run.
 */
final class DataDirectoryTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir private Path parent;

    private final ChronicleTransport transport = new ChronicleTransport();
    private long jobs;

    @Test
    void finishedJobsDoNotRunAgainAndTheOthersDo() throws IOException {
        try (SupervisedEnd before = open();
                WorkerEnd worker = transport.attach(before.address(), 1)) {
            submit(before, "a");
            submit(before, "b");
            submit(before, "c");
            finish(worker, "A");
            // "b" has half a result, and "c" was never taken.
            Lease taken = Objects.requireNonNull(worker.takeJob(0));
            Objects.requireNonNull(
                    worker.draftResult(MessageKind.RESULT, taken.jobId(), 1, LONG_NANOS));
        }

        try (SupervisedEnd after = open();
                WorkerEnd worker = transport.attach(after.address(), 1)) {
            submit(after, "c");
            long again = submit(after, "a");
            submit(after, "b");

            Lease replay = Objects.requireNonNull(after.takeResult(0));
            assertEquals(again, replay.jobId());
            assertEquals("A", replay.payload().getUtf8());
            replay.free();
            assertNull(after.takeResult(0));
            assertEquals("c", finish(worker, "C"));
            assertEquals("b", finish(worker, "B"));
            assertNull(worker.takeJob(0));
        }

        try (SupervisedEnd last = open()) {
            for (String job : new String[] {"a", "b", "c"}) {
                submit(last, job);
                Lease replay = Objects.requireNonNull(last.takeResult(0));
                assertEquals(job.toUpperCase(java.util.Locale.ROOT), replay.payload().getUtf8());
                replay.free();
            }
        }
    }

    @Test
    void aJobsOwnOptionsDoNotMakeItAnotherJob() throws IOException {
        try (SupervisedEnd before = open();
                WorkerEnd worker = transport.attach(before.address(), 1)) {
            submit(before, "a", new JobHeader(2, Optional.of("monday")));
            submit(before, "b", JobHeader.NONE);
            for (String result : new String[] {"A", "B"}) {
                Lease job = Objects.requireNonNull(worker.takeJob(LONG_NANOS));
                reply(worker, job, result);
                job.free();
            }
        }

        try (SupervisedEnd after = open()) {
            submit(after, "b", new JobHeader(3, Optional.of("tuesday")));
            submit(after, "a", JobHeader.NONE);

            for (String result : new String[] {"B", "A"}) {
                Lease replay = Objects.requireNonNull(after.takeResult(0));
                assertEquals(result, replay.payload().getUtf8());
                replay.free();
            }
        }
    }

    private void submit(SupervisedEnd coordinator, String job, JobHeader header) {
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(LONG_NANOS));
        draft.setJobId(++jobs);
        if (!header.equals(JobHeader.NONE)) {
            draft.setFlags(MessageFlags.OPTIONS);
            draft.payload().putBytes(header.encode());
        }
        draft.payload().putBytes(job.getBytes(UTF_8));
        draft.publish();
    }

    @Test
    void ofEqualJobsOnlyTheUnfinishedNumberRuns() throws IOException {
        try (SupervisedEnd before = open();
                WorkerEnd worker = transport.attach(before.address(), 1)) {
            submit(before, "x");
            submit(before, "x");
            finish(worker, "1");
        }

        try (SupervisedEnd after = open();
                WorkerEnd worker = transport.attach(after.address(), 1)) {
            submit(after, "x");
            submit(after, "x");

            Objects.requireNonNull(after.takeResult(0)).free();
            assertNull(after.takeResult(0));
            assertEquals("x", finish(worker, "2"));
            assertNull(worker.takeJob(0));
        }
    }

    @Test
    void aJobThatRanTwiceHasOneResult() throws IOException {
        try (SupervisedEnd before = open();
                WorkerEnd worker = transport.attach(before.address(), 1)) {
            submit(before, "x");
            Lease job = Objects.requireNonNull(worker.takeJob(0));
            reply(worker, job, "first");
            reply(worker, job, "second");
        }

        try (SupervisedEnd after = open()) {
            submit(after, "x");
            submit(after, "x");
            Lease replay = Objects.requireNonNull(after.takeResult(0));
            assertEquals("first", replay.payload().getUtf8());
            replay.free();
            assertNull(after.takeResult(0));
        }
    }

    @Test
    void resultsOfAnotherHandlerAreNotUsed() throws IOException {
        try (SupervisedEnd before = open("doubles");
                WorkerEnd worker = transport.attach(before.address(), 1)) {
            submit(before, "2");
            finish(worker, "4");
        }

        try (SupervisedEnd after = open("negates");
                WorkerEnd worker = transport.attach(after.address(), 1)) {
            submit(after, "2");
            assertNull(after.takeResult(0));
            assertEquals("2", finish(worker, "-2"));
        }
    }

    @Test
    void sessionsMayBeDeleted() throws IOException {
        Path first;
        try (SupervisedEnd pool = open()) {
            first = Path.of(pool.address());
        }
        open().close();
        PrivateDirectory.delete(first);

        open().close();
        open().close();
    }

    @Test
    void onlyOnePoolAtATimeUsesADirectory() throws IOException {
        try (SupervisedEnd first = open()) {
            IOException e = assertThrows(IOException.class, this::open);

            assertTrue(String.valueOf(e.getMessage()).contains("in use"), e.getMessage());
            assertTrue(Files.exists(Path.of(first.address())));
        }
        open().close();
    }

    @Test
    void filesForTheWorkersAreRemovedWithThePool() throws IOException {
        Path files;
        try (SupervisedEnd channel = open()) {
            files = channel.directory().orElseThrow();
            Files.writeString(files.resolve("file"), "");
        }
        assertFalse(Files.exists(files));
    }

    @Test
    void theNextPoolRemovesTheWorkerFilesOfAKilledPool() throws IOException {
        Path files;
        try (SupervisedEnd channel = open()) {
            files = channel.directory().orElseThrow();
        }
        Files.createDirectories(files.resolve("classes"));
        Files.writeString(files.resolve("classes/file"), "");

        open("another").close();

        assertFalse(Files.exists(files));
    }

    @Test
    void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
        Files.createDirectories(data());
        Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwxr-xr-x"));

        IOException e = assertThrows(IOException.class, this::open);

        assertTrue(String.valueOf(e.getMessage()).contains("mode="), e.getMessage());
    }

    private Path data() {
        return parent.resolve("new/data");
    }

    private SupervisedEnd open() throws IOException {
        return open("handler");
    }

    private SupervisedEnd open(String handler) throws IOException {
        Map<String, String> options = Map.of("data-dir", data().toString());
        return transport.open(new TransportConfig(handler, 1, 4, 64, options));
    }

    private long submit(SupervisedEnd coordinator, String job) {
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(LONG_NANOS));
        draft.setJobId(++jobs);
        draft.payload().putBytes(job.getBytes(UTF_8));
        draft.publish();
        return jobs;
    }

    private static String finish(WorkerEnd worker, String result) {
        Lease job = Objects.requireNonNull(worker.takeJob(LONG_NANOS));
        String payload = job.payload().getUtf8();
        reply(worker, job, result);
        job.free();
        return payload;
    }

    private static void reply(WorkerEnd worker, Lease job, String result) {
        Draft draft =
                Objects.requireNonNull(
                        worker.draftResult(MessageKind.RESULT, job.jobId(), 1, LONG_NANOS));
        draft.payload().putBytes(result.getBytes(UTF_8));
        draft.publish();
    }
}
