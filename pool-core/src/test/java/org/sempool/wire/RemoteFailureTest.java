package org.sempool.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** A failure travels as text, even if the throwable itself throws. */
final class RemoteFailureTest {
    @Test
    void typeMessageAndTraceTravel() {
        RemoteFailure failure =
                travel(RemoteFailure.of(new IllegalStateException("böse", new Error("deep"))));

        assertEquals("java.lang.IllegalStateException", failure.type());
        assertEquals("böse", failure.message());
        assertTrue(failure.stackTrace().contains("Caused by: java.lang.Error: deep"));
        assertTrue(failure.stackTrace().contains("RemoteFailureTest"));
    }

    @Test
    void aMissingMessageStaysMissing() {
        assertNull(travel(RemoteFailure.of(new RuntimeException())).message());
    }

    @Test
    void anExceptionWhoseMethodsThrowIsDescribed() {
        RemoteFailure failure = travel(RemoteFailure.of(new Hostile()));

        assertEquals(Hostile.class.getName(), failure.type());
        assertTrue(String.valueOf(failure.message()).contains("got you"));
    }

    @Test
    void anExceptionWhoseMethodsThrowSuchErrorsIsDescribed() {
        RemoteFailure failure = travel(RemoteFailure.of(new Hopeless()));

        assertEquals(Hopeless.class.getName(), failure.type());
        assertTrue(String.valueOf(failure.message()).contains(Hopeless.class.getName()));
    }

    private static RemoteFailure travel(RemoteFailure failure) {
        MemorySegment memory = MemorySegment.ofArray(new byte[64 * 1024]);
        PayloadWriter writer =
                new PayloadWriter(
                        (_, _, _) -> {
                            throw new AssertionError("too small");
                        });
        writer.reset(memory);
        failure.encode(writer);
        PayloadReader reader = new PayloadReader();
        reader.reset(memory, writer.size());
        return RemoteFailure.decode(reader);
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
    }
}
