package org.sempool.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

/** A throwable is described in one line, with its root cause and without mere wrappers. */
final class FailureLineTest {
    @Test
    void theRootCauseIsAdded() {
        Throwable root = new FileNotFoundException("model.bin");
        Throwable thrown = new IllegalStateException("no model", new IOException("read", root));

        assertEquals(
                "java.lang.IllegalStateException: no model; caused by"
                        + " java.io.FileNotFoundException: model.bin",
                FailureLine.of(thrown));
    }

    @Test
    void wrappersAreLeftOut() {
        Throwable cause = new ExceptionInInitializerError(new NumberFormatException("for \"x\""));

        assertEquals(
                "java.lang.NumberFormatException: for \"x\"",
                FailureLine.of(new InvocationTargetException(cause)));
    }

    @Test
    void aCauseThatTheMessageContainsIsNotRepeated() {
        assertEquals(
                "java.lang.RuntimeException: java.io.IOException: full",
                FailureLine.of(new RuntimeException(new IOException("full"))));
    }

    @Test
    void onlyTheFirstLineOfAMessageIsKept() {
        assertEquals("java.lang.Error: a", FailureLine.of(new Error("a\nb\nc")));
        assertEquals("java.lang.Error", FailureLine.of(new Error("\n")));
        assertTrue(FailureLine.of(new Error("x".repeat(100_000))).length() < 1000);
    }

    /** Throws from every method, and is its own cause. */
    private static final class Hostile extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }

    @Test
    void aThrowableMayThrowAndHaveCircularCauses() {
        String line = FailureLine.of(new Hostile());

        assertTrue(line.startsWith(Hostile.class.getName()), line);
        assertTrue(line.contains("threw java.lang.IllegalStateException"), line);
    }
}
