package org.sempool.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.ChronicleQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.claim.StateWord;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.spi.SupervisedContract;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadLimitException;
import org.slf4j.LoggerFactory;

/**
 * The transport {@code chronicle} keeps the contract of transports, refuses payloads that Chronicle
 * cannot hold, and removes files that all have read.
 */
final class ChronicleTransportTest extends SupervisedContract {
    @TempDir private Path parent;

    ChronicleTransportTest() {
        super(new ChronicleTransport());
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("directory", parent.toString());
    }

    @Override
    protected Set<Step> repairSteps() {
        return EnumSet.of(
                Step.LOOK_FOR_RESULT,
                Step.ASK_PENDING,
                Step.PUT_BACK,
                Step.HAND_BACK,
                Step.REUSE_NUMBER);
    }

    @Override
    protected void assertNothingIsKept() throws IOException {
        try (ClaimTable claims = ClaimTable.attach(Path.of(coordinator().address()))) {
            for (int place = 0; place < claims.slots(); place++) {
                assertEquals(ClaimTable.FREE, StateWord.state(claims.word(place)));
            }
        }
    }

    @Test
    void withoutItsLibraryItNamesTheVersionThatWasTested() throws Exception {
        URL[] withoutIt = {home(ChronicleTransport.class), home(LoggerFactory.class)};
        String library = Path.of(home(ChronicleQueue.class).toURI()).getFileName().toString();
        String version = library.replaceAll("chronicle-queue-|\\.jar", "");
        try (URLClassLoader classes =
                new URLClassLoader(withoutIt, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = classes.loadClass(ChronicleTransport.class.getName());
            Object transport = type.getConstructor().newInstance();
            Method attach = type.getMethod("attach", String.class, int.class);

            InvocationTargetException e =
                    assertThrows(
                            InvocationTargetException.class,
                            () -> attach.invoke(transport, parent.toString(), 1));

            assertEquals(
                    "java.io.IOException: transport=chronicle needs net.openhft:chronicle-queue on"
                            + " the class path; it was tested with version "
                            + version,
                    "" + e.getCause());
        }
    }

    private static URL home(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void closingRemovesAllFiles() throws IOException {
        coordinator().close();
        coordinator().close();

        try (Stream<Path> files = Files.list(parent)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aPayloadThatChronicleCannotHoldIsRefused() throws IOException {
        Draft draft = Objects.requireNonNull(coordinator().draftJob(0));

        PayloadLimitException e =
                assertThrows(
                        PayloadLimitException.class,
                        () -> draft.payload().putBytes(new byte[Logs.MAX_PAYLOAD_BYTES + 1]));

        assertTrue(String.valueOf(e.getMessage()).contains("" + Logs.MAX_PAYLOAD_BYTES));
        draft.abandon();
    }

    @Test
    void theLargestPayloadArrives() throws IOException {
        Draft draft = Objects.requireNonNull(coordinator().draftJob(0));
        draft.payload().putBytes(new byte[Logs.MAX_PAYLOAD_BYTES]);
        draft.publish();

        try (WorkerEnd worker = new ChronicleTransport().attach(coordinator().address(), 1)) {
            Lease job = Objects.requireNonNull(worker.takeJob(0));
            assertEquals(Logs.MAX_PAYLOAD_BYTES, job.payload().remaining());
        }
    }

    /** In tests, queues begin a new file each second. */
    @Test
    void filesThatAllHaveReadAreRemoved() throws IOException {
        Set<Path> seen = new HashSet<>();
        try (WorkerEnd worker = new ChronicleTransport().attach(coordinator().address(), 1)) {
            Awaitility.await("several files were begun")
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> {
                                goRound(worker);
                                seen.addAll(files());
                                return seen.size() >= 8;
                            });
        }

        // The other worker of this test has read no job, so all jobs are still there for it.
        assertEquals(List.of(), removed(seen, "/jobs/"));
        List<Path> results = removed(seen, "/results-1-");
        assertTrue(results.size() >= 2, () -> "of " + seen);
        assertTrue(seen.containsAll(results));
    }

    private void goRound(WorkerEnd worker) {
        Objects.requireNonNull(coordinator().draftJob(0)).publish();
        Lease job = Objects.requireNonNull(worker.takeJob(0));
        Objects.requireNonNull(worker.draftResult(MessageKind.RESULT, 1, 1, 0)).publish();
        job.free();
        Objects.requireNonNull(coordinator().takeResult(0)).free();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(coordinator().address()))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
    }

    private static List<Path> removed(Set<Path> seen, String part) {
        return seen.stream()
                .filter(file -> file.toString().contains(part))
                .filter(file -> !Files.exists(file))
                .toList();
    }

    @Test
    void aWorkerThatAttachesLaterFindsUnclaimedJobs() throws IOException {
        for (int job = 0; job < 3; job++) {
            Objects.requireNonNull(coordinator().draftJob(0)).publish();
        }
        try (WorkerEnd early = new ChronicleTransport().attach(coordinator().address(), 1)) {
            Objects.requireNonNull(early.takeJob(0)).free();

            try (WorkerEnd late = new ChronicleTransport().attach(coordinator().address(), 2)) {
                Objects.requireNonNull(late.takeJob(0)).free();
                Objects.requireNonNull(late.takeJob(0)).free();
                assertNull(late.takeJob(0));
            }
            assertNull(early.takeJob(0));
        }
    }
}
