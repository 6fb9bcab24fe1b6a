package org.sempool.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.joblog.FinishedJobs.Verdict;
import org.sempool.spi.JobKey;

/** What is in a job log, and what a later run makes of it. */
final class JobLogTest {
    private static final JobIdentity IDENTITY = new JobIdentity("handler");

    @TempDir private Path directory;

    private Path file() {
        return directory.resolve("log");
    }

    private static JobKey key(String input) {
        return JobKey.of(MemorySegment.ofArray(input.getBytes(UTF_8)));
    }

    private static JobRow row(String input, int exitCode, boolean again) {
        return new JobRow(
                7,
                Instant.ofEpochMilli(1_500),
                Duration.ofMillis(20),
                3,
                4,
                exitCode,
                0,
                "run\t" + input,
                IDENTITY.text(key(input)),
                2,
                again,
                exitCode == 0 ? "" : "a\nb");
    }

    private void log(JobRow... rows) throws IOException {
        try (JobLog log = JobLog.open(file(), true)) {
            for (JobRow row : rows) {
                var _ = log.add(row, 0);
            }
            log.write(0);
        }
    }

    private FinishedJobs finished(boolean failedRunAgain) throws IOException {
        return FinishedJobs.read(file(), IDENTITY, failedRunAgain);
    }

    @Test
    void aRowIsALineWithTheColumnsOfGnuParallelFirst() throws IOException {
        log(row("x", 3, false));

        List<String> lines = Files.readAllLines(file());
        assertTrue(
                lines.getFirst()
                        .startsWith(
                                "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal"
                                        + "\tCommand\t"),
                lines.getFirst());
        assertEquals(
                "7\t:\t1.500\t0.020\t3\t4\t3\t0\trun\\tx\t"
                        + IDENTITY.text(key("x"))
                        + "\t2\t0\ta\\nb",
                lines.get(1));
        assertEquals(2, lines.size());
    }

    @Test
    void aRowComesAfterItsResult() throws IOException {
        try (JobLog log = JobLog.open(file(), false)) {
            var _ = log.add(row("a", 0, false), 1);
            var _ = log.add(row("b", 0, false), 2);

            log.write(0);
            assertEquals(1, Files.readAllLines(file()).size());
            log.write(1);
            assertEquals(2, Files.readAllLines(file()).size());
        }
        // The other one was not written, so its job runs again.
        assertEquals(Verdict.DONE, finished(false).next(key("a")));
        assertEquals(Verdict.NEW, finished(false).next(key("b")));
    }

    @Test
    void jobsAreKnownByInputAndEachOccurrenceCounts() throws IOException {
        log(row("x", 0, false), row("y", 1, false), row("x", 0, false));

        FinishedJobs resumed = finished(false);
        assertEquals(Verdict.DONE, resumed.next(key("y")));
        assertEquals(Verdict.DONE, resumed.next(key("x")));
        assertEquals(Verdict.DONE, resumed.next(key("x")));
        assertEquals(Verdict.NEW, resumed.next(key("x")));
        assertEquals(Verdict.NEW, resumed.next(key("z")));
        FinishedJobs failedAgain = finished(true);
        assertEquals(Verdict.AGAIN, failedAgain.next(key("y")));
        assertEquals(Verdict.NEW, failedAgain.next(key("y")));
    }

    @Test
    void aFailureThatWasRunAgainIsNoJobOfItsOwn() throws IOException {
        log(row("y", 1, false), row("y", 1, true), row("y", 0, true));

        FinishedJobs resumed = finished(true);

        assertEquals(Verdict.DONE, resumed.next(key("y")));
        assertEquals(Verdict.NEW, resumed.next(key("y")));
    }

    @Test
    void otherHandlersJobsDoNotCount() throws IOException {
        log(row("x", 0, false));

        FinishedJobs other = FinishedJobs.read(file(), new JobIdentity("other"), false);

        assertEquals(Verdict.NEW, other.next(key("x")));
        assertEquals(1, other.ofOthers());
    }

    @Test
    void aRowThatAKillHasCutOffIsRemoved() throws IOException {
        log(row("x", 0, false));
        String whole = Files.readString(file());
        String cut = whole.lines().skip(1).findFirst().orElseThrow();
        Files.writeString(file(), cut.substring(0, cut.length() - 1), StandardOpenOption.APPEND);

        log(row("y", 0, false));

        assertEquals(3, Files.readAllLines(file()).size());
        assertTrue(Files.readString(file()).startsWith(whole));
    }

    @Test
    void manyInputsAreToldApart() throws IOException {
        try (JobLog log = JobLog.open(file(), false)) {
            for (int i = 0; i < 100_000; i++) {
                if (log.add(row(Integer.toString(i), i % 2, false), 0)) {
                    log.write(0);
                }
            }
            log.write(0);
        }

        FinishedJobs finished = finished(true);
        for (int i = 0; i < 100_000; i++) {
            assertEquals(
                    i % 2 == 0 ? Verdict.DONE : Verdict.AGAIN,
                    finished.next(key(Integer.toString(i))));
        }
    }

    @Test
    void nothingOfAnotherFileIsLost() throws IOException {
        log(row("x", 0, false));
        IOException rows = assertThrows(IOException.class, () -> JobLog.open(file(), false));
        assertTrue(String.valueOf(rows.getMessage()).contains("--resume"), rows.getMessage());

        for (String text : List.of("important", "important\n".repeat(50), "Seq\tHost")) {
            Files.writeString(file(), text);
            if (!text.startsWith("Seq")) {
                assertThrows(IOException.class, () -> JobLog.open(file(), true));
                assertEquals(text, Files.readString(file()));
            } else {
                JobLog.open(file(), false).close();
            }
        }
    }

    @Test
    void aLogBelongsToOneCommand() throws IOException {
        try (JobLog _ = JobLog.open(file(), false)) {
            assertThrows(IOException.class, () -> JobLog.open(file(), false));
        }
    }
}
