package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** An exception about a job says which job. */
final class PoolExceptionTest {
    private final PoolException failure = new PoolClosedException("over");

    @Test
    void withoutAJobTheMessageIsTheReason() {
        assertEquals("over", failure.getMessage());
        assertEquals("over", failure.reason());
        assertEquals(OptionalLong.empty(), failure.jobId());
        assertEquals(Optional.empty(), failure.jobName());
    }

    @Test
    void theMessageBeginsWithTheId() {
        failure.initJob(17, null);

        assertEquals("job 17: over", failure.getMessage());
        assertEquals("org.sempool.PoolClosedException: job 17: over", failure.toString());
        assertEquals("over", failure.reason());
        assertEquals(OptionalLong.of(17), failure.jobId());
        assertEquals(Optional.empty(), failure.jobName());
    }

    @Test
    void theMessageHasTheName() {
        failure.initJob(17, "thumb-3");

        assertEquals("job 17 (thumb-3): over", failure.getMessage());
        assertEquals(Optional.of("thumb-3"), failure.jobName());
    }

    @Test
    void theJobStaysTheSame() {
        failure.initJob(17, "thumb-3");
        failure.initJob(18, null);

        assertEquals("job 17 (thumb-3): over", failure.getMessage());
    }

    @Test
    @SuppressWarnings("BanSerializableRead")
    void theJobSurvivesSerialization() throws Exception {
        failure.initJob(17, "thumb-3");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(failure);
        }

        try (ObjectInputStream stream =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            PoolException copy = (PoolException) stream.readObject();
            assertEquals("job 17 (thumb-3): over", copy.getMessage());
            assertEquals(OptionalLong.of(17), copy.jobId());
        }
    }
}
