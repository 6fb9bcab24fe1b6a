package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EarlyResultsTest {
    private static final long MANY = 1 << 30;
    private static final int FILE_BYTES = 1 << 16;

    @TempDir private Path directory;

    private int came;
    private final EarlyResults.Places places =
            new EarlyResults.Places() {
                @Override
                public void replace(Job job) {
                    job.setReplaced();
                    came++;
                }

                @Override
                public void jobDone(Job job) {
                    // As the intake does.
                    job.line().set("another", 1, bytes("another"), 0, 7, true);
                    job.forgetResult();
                    came++;
                }
            };

    /** Memory is for a tenth of them, and jobs end in another order than that of their lines. */
    @Test
    void jobsComeInTheirOrderFromMemoryAndFiles() throws Exception {
        Random random = new Random(2);
        int jobs = 10_000;
        EarlyResults early = early(new EarlyResults.Bounds(400 * jobs / 10, 50, MANY), MANY);
        List<Job> inPool = new ArrayList<>();
        int added = 0;
        int next = 0;
        while (next < jobs) {
            while (added < jobs && inPool.size() < 100) {
                added++;
                Job job = job(added);
                inPool.add(job);
                early.add(job);
            }
            // The first is slow, and sometimes another.
            boolean firstEnds = added == jobs || random.nextInt(50) == 0;
            for (int i = inPool.size() - 1; i >= (firstEnds ? 0 : 1); i--) {
                if (random.nextInt(4) > 0) {
                    end(inPool.remove(i));
                }
            }
            var _ = early.makeRoom(places);
            while (firstEnds && !early.isEmpty() && next < jobs) {
                Job job = early.next();
                next++;
                if (!job.result().isDone()) {
                    inPool.remove(job);
                    end(job);
                }
                assertIs(next, job);
            }
        }
        assertTrue(early.isEmpty());
        assertEquals(0, OverflowFilesTest.openFiles(directory));
        assertTrue(came > jobs / 2, came + " came early");
    }

    @Test
    void aJobThatHasNotEndedKeepsItsPlace() throws Exception {
        EarlyResults early = early(new EarlyResults.Bounds(MANY, 10, MANY), MANY);
        Job slow = job(1);
        Job quick = job(2);
        early.add(slow);
        early.add(quick);
        end(quick);

        assertEquals(1, early.endedInPool());
        assertEquals(1, early.makeRoom(places));

        assertEquals(0, early.endedInPool());
        assertSame(slow, early.next());
        assertFalse(slow.isReplaced());
        assertSame(quick, early.next());
        assertTrue(quick.isReplaced());
    }

    /** Then the intake waits, as the job has its place in the pool. */
    @Test
    void aJobKeepsItsPlaceIfThereIsNoRoomForItsResult() throws Exception {
        EarlyResults early = early(new EarlyResults.Bounds(1000, 10, MANY), 0);
        for (int i = 1; i <= 5; i++) {
            Job job = job(i);
            early.add(job);
            end(job);
        }

        assertEquals(2, early.makeRoom(places));
        assertEquals(0, early.makeRoom(places));

        assertEquals(3, early.endedInPool());
        for (int i = 1; i <= 2; i++) {
            assertIs(i, early.next());
        }
        assertEquals(2, early.makeRoom(places));
        for (int i = 3; i <= 5; i++) {
            assertIs(i, early.next());
        }
    }

    @Test
    void failuresStayInMemoryUpToABoundThatResultsDoNotUse() throws Exception {
        EarlyResults early = early(new EarlyResults.Bounds(0, 2, MANY), MANY);
        for (int i = 1; i <= 6; i++) {
            Job job = job(i);
            early.add(job);
            if (i % 2 == 0) {
                end(job);
            } else {
                job.result().completeExceptionally(new IllegalStateException("failure " + i));
            }
        }

        assertEquals(5, early.makeRoom(places));

        for (int i = 1; i <= 6; i++) {
            Job job = early.next();
            if (i % 2 == 0) {
                assertIs(i, job);
            } else {
                var failure = assertThrows(CompletionException.class, job.result()::join);
                assertTrue(String.valueOf(failure.getMessage()).endsWith("failure " + i));
                assertEquals("in:" + i, job.line().place());
            }
        }
    }

    @Test
    void moreJobsThanMemoryHasPlacesForDoNotCome() throws Exception {
        EarlyResults early = early(new EarlyResults.Bounds(MANY, 10, 2_048), MANY);
        for (int i = 1; i <= 3_000; i++) {
            Job job = job(i);
            early.add(job);
            end(job);
        }

        int early1 = early.makeRoom(places);

        assertEquals(2_048, early1);
        for (int i = 1; i <= 3_000; i++) {
            assertIs(i, early.next());
        }
    }

    private EarlyResults early(EarlyResults.Bounds bounds, long diskBytes) {
        return new EarlyResults(bounds, new OverflowFiles(directory, diskBytes, FILE_BYTES));
    }

    private static Job job(int number) {
        Line line = new Line();
        byte[] text = bytes("line " + number);
        line.set("in", number, text, 0, text.length, true);
        line.setOrdinal(number);
        line.forget();
        Job job = new Job(line);
        job.setResult(new CompletableFuture<>());
        return job;
    }

    private static void end(Job job) {
        job.result().complete(bytes("result of " + job.line().place()));
    }

    private static void assertIs(int number, Job job) throws IOException {
        assertEquals("in:" + number, job.line().place());
        assertEquals(number, job.line().ordinal());
        assertEquals("'line " + number + "'", job.line().quote());
        String result = new String(job.result().join(), StandardCharsets.UTF_8);
        assertEquals("result of in:" + number, result);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
