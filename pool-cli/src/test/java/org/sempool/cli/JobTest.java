package org.sempool.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.sempool.JobEnded;
import org.sempool.JobOptions;
import org.sempool.JobTimes;

/** What is known of a job when its result waits in a file. */
final class JobTest {
    private static final Duration RAN = Duration.ofMillis(20);

    @Test
    void aJobInAFileKeepsWhatALogNeeds() throws IOException {
        byte[] bytes = "a line".getBytes(UTF_8);
        Job job = new Job(new Line());
        job.line().keepBytes();
        job.line().set("file", 7, bytes, 0, bytes.length, false);
        job.line().setOrdinal(9);
        job.line().setAgain(true);
        var key = job.line().findKey();
        job.line().forget();
        JobOptions options = job.watched(JobOptions.defaults());
        options.onEnd().orElseThrow().accept(ended());

        Job restored = restored(job);

        assertEquals("file:7", restored.line().place());
        assertEquals("'a line'", restored.line().quote());
        assertEquals(9, restored.line().ordinal());
        assertEquals(key, restored.line().key());
        assertTrue(restored.line().isAgain());
        assertArrayEquals(bytes, restored.line().bytes());
        assertEquals(2, restored.end().attempts());
        assertEquals(OptionalInt.of(3), restored.end().worker());
        assertEquals(RAN, restored.end().times().orElseThrow().running());
        assertEquals(job.endedAt().toEpochMilli(), restored.endedAt().toEpochMilli());
        assertTrue(restored.endedAt().isAfter(Instant.EPOCH));
    }

    private static JobEnded ended() {
        return new JobEnded(
                1,
                Optional.empty(),
                Optional.empty(),
                2,
                OptionalInt.of(3),
                Optional.of(new JobTimes(Duration.ZERO, RAN, Duration.ZERO)));
    }

    private static Job restored(Job job) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        job.save(new DataOutputStream(bytes));
        return Job.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
