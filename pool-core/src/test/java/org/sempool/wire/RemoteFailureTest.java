package org.sempool.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A failure travels as a description, even if the throwable itself throws. */
final class RemoteFailureTest {
    private static final int NO_LIMIT = 4 << 20;

    @Test
    void typeMessageTraceCausesAndSuppressedTravel() {
        Throwable thrown = new IllegalStateException("böse", new Error("deep"));
        thrown.addSuppressed(new RuntimeException("aside", new Error("below")));

        RemoteFailure failure = travel(thrown);

        assertEquals("java.lang.IllegalStateException", failure.type());
        assertEquals("böse", failure.message());
        assertNull(failure.text());
        assertEquals(
                Arrays.stream(thrown.getStackTrace()).map(Object::toString).toList(),
                failure.frames().stream().map(Object::toString).toList());
        assertEquals("deep", cause(failure).message());
        assertEquals(failure.frames().size(), cause(failure).frames().size());
        RemoteFailure aside = failure.suppressed().getFirst();
        assertEquals("aside", aside.message());
        assertEquals("below", cause(aside).message());
    }

    @Test
    void aMissingMessageStaysMissing() {
        RemoteFailure failure = travel(new RuntimeException());

        assertNull(failure.message());
        assertEquals("java.lang.RuntimeException", failure.summary());
    }

    @Test
    void anUnusualToStringIsKept() {
        Throwable unusual =
                new RuntimeException("plain") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    @SuppressWarnings("OverrideThrowableToString") // as some do
                    public String toString() {
                        return "fancy";
                    }
                };

        RemoteFailure failure = travel(unusual);

        assertEquals("plain", failure.message());
        assertEquals("fancy", failure.summary());
    }

    @Test
    void framesSharedWithTheCauseAreWrittenOnce() {
        Throwable cause = new Error("deep");
        Throwable thrown = new IllegalStateException("up", cause);

        long alone = encode(RemoteFailure.of(cause)).byteSize();
        long both = encode(RemoteFailure.of(thrown)).byteSize();

        assertTrue(both < alone + 150, both + " bytes, and alone " + alone);
    }

    @Test
    void anExceptionWhoseMethodsThrowIsDescribed() {
        RemoteFailure failure = travel(new Hostile());

        assertEquals(Hostile.class.getName(), failure.type());
        assertTrue(String.valueOf(failure.message()).contains("got you"), failure.message());
        assertNull(failure.cause());
        assertEquals(List.of(), failure.frames());
    }

    @Test
    void anExceptionWhoseMethodsThrowSuchErrorsIsDescribed() {
        RemoteFailure failure = travel(new Hopeless());

        assertEquals(Hopeless.class.getName(), failure.type());
        assertTrue(String.valueOf(failure.message()).contains(Hopeless.class.getName()));
    }

    @Test
    void missingFramesAreSkipped() {
        StackTraceElement frame = new StackTraceElement("A", "b", "A.java", 3);
        Throwable thrown =
                new RuntimeException() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    @SuppressWarnings("NullAway") // what such code may do
                    public @Nullable StackTraceElement[] getStackTrace() {
                        return new @Nullable StackTraceElement[] {null, frame, null};
                    }
                };

        assertEquals(List.of(frame), travel(thrown).frames());
    }

    @Test
    void aCircleOfCausesIsFollowedOnce() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));

        RemoteFailure again = cause(cause(travel(first)));

        assertEquals("[CIRCULAR REFERENCE: java.lang.RuntimeException: first]", again.summary());
        assertNull(again.cause());
    }

    @Test
    void ofAVeryDeepChainTheFirstHundredTravel() {
        Throwable chain = new RuntimeException("0");
        for (int i = 1; i < 100_000; i++) {
            chain = new RuntimeException("" + i, chain);
        }

        RemoteFailure failure = travel(chain);

        int depth = 0;
        for (; failure.cause() != null; failure = cause(failure)) {
            depth++;
        }
        assertEquals(FailureDescriber.MOST_DEPTH + 1, depth);
        assertTrue(failure.summary().contains("left out"), failure.summary());
    }

    @Test
    void ofVeryManySuppressedExceptionsSomeTravel() {
        Throwable thrown = new RuntimeException("wide");
        for (int i = 0; i < 10_000; i++) {
            thrown.addSuppressed(new RuntimeException("" + i));
        }

        List<RemoteFailure> suppressed = travel(thrown).suppressed();

        assertEquals(FailureDescriber.MOST_THROWABLES, suppressed.size());
        assertEquals("[9801 are left out]", suppressed.getLast().summary());
    }

    @Test
    void aHugeMessageIsCut() {
        RemoteFailure failure = travel(new RuntimeException("x".repeat(10_000_000)));

        String message = String.valueOf(failure.message());
        assertTrue(message.length() < 70_000, () -> "" + message.length());
        assertTrue(message.endsWith(" ... (9934464 more characters left out)"), () -> message);
        assertNull(failure.text());
    }

    @Test
    void manyLargePartsTogetherAreBounded() {
        Throwable thrown = new RuntimeException("x".repeat(60_000));
        StackTraceElement[] frames = new StackTraceElement[5000];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement("C" + i + "y".repeat(1000), "m", "f" + i, i);
        }
        thrown.setStackTrace(frames);
        for (int i = 0; i < 150; i++) {
            Throwable each = new RuntimeException("z".repeat(50_000) + i);
            each.setStackTrace(frames);
            thrown.addSuppressed(each);
        }

        assertTrue(encode(RemoteFailure.of(thrown)).byteSize() < 1 << 20);
    }

    @Test
    void damagedBytesAreRejected() {
        Throwable thrown = new IllegalStateException("up", new Error("deep"));
        thrown.addSuppressed(new Error("aside"));
        byte[] sound = encode(RemoteFailure.of(thrown)).toArray(ValueLayout.JAVA_BYTE);
        Random random = new Random(7);

        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(sound, 1 + random.nextInt(sound.length));
            for (int each = random.nextInt(4); each >= 0; each--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                RemoteFailure.decode(reader(MemorySegment.ofArray(damaged)));
            } catch (PayloadFormatException expected) {
                assertNotNull(expected.getMessage());
            }
        }
    }

    @Test
    void aClaimOfEndlessCausesIsRejected() {
        // A known name, nothing else, and a cause, which is the same again.
        byte[] bytes = new byte[100_000];
        byte[] each = {2, 0, 0, 0, 0, 1};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = i < 3 ? (byte) new int[] {1, 1, 'T'}[i] : each[(i + 4) % each.length];
        }
        bytes[3] = 0;
        bytes[4] = 0;

        PayloadFormatException e =
                assertThrows(
                        PayloadFormatException.class,
                        () -> RemoteFailure.decode(reader(MemorySegment.ofArray(bytes))));
        assertEquals("a failure has too many causes", e.getMessage());
    }

    private static RemoteFailure cause(RemoteFailure failure) {
        return Objects.requireNonNull(failure.cause(), failure::summary);
    }

    private static RemoteFailure travel(Throwable thrown) {
        return RemoteFailure.decode(reader(encode(RemoteFailure.of(thrown))));
    }

    private static MemorySegment encode(RemoteFailure failure) {
        MemorySegment memory = MemorySegment.ofArray(new byte[NO_LIMIT]);
        PayloadWriter writer =
                new PayloadWriter(
                        (_, _, _) -> {
                            throw new AssertionError("too small");
                        });
        writer.reset(memory);
        failure.encode(writer);
        return memory.asSlice(0, writer.size());
    }

    private static PayloadReader reader(MemorySegment memory) {
        PayloadReader reader = new PayloadReader();
        reader.reset(memory, memory.byteSize());
        return reader;
    }

    private static final class Hopeless extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new Hopeless();
        }
    }

    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException("got you");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new UnsupportedOperationException("got you again");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new UnsupportedOperationException("and again");
        }
    }
}
