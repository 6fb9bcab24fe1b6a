package org.sempool;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording of JDK Flight Recorder shows jobs, starts, deaths and repairs. */
@Timeout(120)
final class RecordingIT {
    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void eventsAreRecorded() throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            try (WorkerPool<String, String> pool =
                    TestPools.builder(TestHandlers.Obey.class)
                            .workers(1)
                            .attempts(1)
                            .name("recorded")
                            .build()) {
                assertEquals("1", pool.submit("echo 1", JobOptions.defaults().name("one")).join());
                assertThrows(CompletionException.class, () -> pool.submit("halt 3").join());
                await().until(() -> pool.stats().workerStarts() == 2);
                assertEquals("2", pool.submit("echo 2").join());
            }
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        List<RecordedEvent> jobs = of("sempool.Job", events);
        assertEquals(3, jobs.size());
        RecordedEvent first = jobs.getFirst();
        assertEquals("recorded", first.getString("pool"));
        assertEquals(1, first.getLong("jobId"));
        assertEquals("one", first.getString("name"));
        assertEquals("SUCCEEDED", first.getString("outcome"));
        assertEquals(1, first.getInt("attempts"));
        assertEquals(1, first.getInt("worker"));
        assertTrue(first.getDuration("waiting").isPositive());
        assertTrue(first.getDuration("running").isPositive());
        assertTrue(first.getDuration("delivering").isPositive());
        assertEquals("WORKER_DIED", jobs.get(1).getString("outcome"));
        assertTrue(jobs.get(1).getDuration("running").isNegative(), "it is not known");

        RecordedEvent start = of("sempool.WorkerStart", events).getFirst();
        assertEquals("recorded", start.getString("pool"));
        assertTrue(start.getDuration("took").isPositive());
        RecordedEvent death = of("sempool.WorkerDeath", events).getFirst();
        assertEquals(3, death.getInt("exitCode"));
        assertEquals(2, death.getLong("jobId"));
        assertTrue(death.getString("death").contains("exited with code 3"));
        RecordedEvent repair = of("sempool.Repair", events).getFirst();
        assertEquals(2, repair.getLong("jobId"));
        assertTrue(repair.getDuration().isPositive());
    }

    /** In order: a recording has one thread's events after another's. */
    private static List<RecordedEvent> of(String type, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }
}
