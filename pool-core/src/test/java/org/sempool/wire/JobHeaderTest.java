package org.sempool.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job's header is read as it was written, and leaves the job where it can be viewed. */
final class JobHeaderTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(1000, 8);
    private final PayloadWriter writer =
            new PayloadWriter(
                    (_, _, _) -> {
                        throw new AssertionError();
                    });
    private final PayloadReader reader = new PayloadReader();

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1234", "12345", "thumb-3", "größer", "\ud83d\ude00"})
    void theJobFollowsAligned(String name) {
        JobHeader header =
                new JobHeader(
                        3,
                        Optional.of(name).filter(text -> !text.isEmpty()),
                        name.length(),
                        Optional.of(Duration.ofNanos(name.length())).filter(Duration::isPositive),
                        7L * name.length(),
                        name.length());
        writer.reset(memory);
        writer.putBytes(header.encode());
        assertEquals(0, writer.size() % Long.BYTES);
        writer.putUtf8("the job");

        reader.reset(memory, writer.size());
        assertEquals(header, JobHeader.read(reader));
        assertEquals("the job", reader.getUtf8());
        MemorySegment job = JobHeader.skip(writer.unflushed(), MessageFlags.OPTIONS);
        assertEquals(
                "the job",
                new String(
                        job.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8));
    }

    @Test
    void aDamagedHeaderIsRejected() {
        writer.reset(memory);
        writer.putInt(16);
        writer.putInt(1);
        writer.putInt(500);
        writer.putInt(0);

        reader.reset(memory, writer.size());

        assertThrows(PayloadFormatException.class, () -> JobHeader.read(reader));
    }
}
