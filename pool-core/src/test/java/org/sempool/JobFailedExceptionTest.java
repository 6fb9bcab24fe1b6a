package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sempool.wire.RemoteFailure;

/** What a handler threw is a cause that prints as it would have in the worker. */
final class JobFailedExceptionTest {
    private static final String CAUSED_BY = "Caused by: ";

    @Test
    void theCausePrintsLikeTheOriginal() {
        Throwable thrown = thrown();

        JobFailedException failure = new JobFailedException(RemoteFailure.of(thrown));

        assertEquals(printed(thrown), failure.remoteStackTrace());
        assertEquals(CAUSED_BY + printed(thrown), below(printed(failure)));
        assertEquals("java.lang.IllegalStateException", failure.remoteType());
        assertEquals("no such luck", failure.remoteMessage());
    }

    @Test
    void framesOfTheJdkAndOfLambdasPrintLikeTheOriginals() {
        Throwable thrown = null;
        try {
            var _ = Stream.of("x").map(Integer::parseInt).toList();
        } catch (NumberFormatException e) {
            thrown = e;
        }
        assertNotNull(thrown);
        assertTrue(printed(thrown).contains("at java.base/java.util.stream."), printed(thrown));

        assertEquals(
                printed(thrown),
                new JobFailedException(RemoteFailure.of(thrown)).remoteStackTrace());
    }

    @Test
    void aCirclePrintsLikeTheOriginal() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));

        assertEquals(
                printed(first), new JobFailedException(RemoteFailure.of(first)).remoteStackTrace());
    }

    @Test
    void itHasNoFramesOfTheThreadThatTookTheMessage() {
        JobFailedException failure = new JobFailedException(RemoteFailure.of(thrown()));

        assertEquals(List.of(), List.of(failure.getStackTrace()));
    }

    @Test
    void itSurvivesSerialization() throws Exception {
        JobFailedException failure = new JobFailedException(RemoteFailure.of(thrown()));

        JobFailedException copy = copy(failure);

        assertEquals(printed(failure), printed(copy));
        assertEquals(failure.remoteStackTrace(), copy.remoteStackTrace());
        assertEquals(failure.remoteMessage(), copy.remoteMessage());
        assertSame(RemoteThrowable.class, Objects.requireNonNull(copy.getCause()).getClass());
    }

    private static Throwable thrown() {
        Throwable thrown =
                new IllegalStateException("no such luck", new Error("why", new Exception()));
        thrown.addSuppressed(new RuntimeException("aside", new Exception("below\ntwo lines")));
        return thrown;
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String below(String text) {
        return text.substring(text.indexOf(CAUSED_BY));
    }

    @SuppressWarnings("BanSerializableRead")
    private static JobFailedException copy(JobFailedException failure) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(failure);
        }
        try (ObjectInputStream stream =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (JobFailedException) stream.readObject();
        }
    }
}
