package org.sempool.executor;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sempool.JobFailedException;
import org.sempool.serial.AllowList;
import org.sempool.serial.Serialization;

/**
 * A worker's answer to a task. The thread that first asks for it reads it, so that a slow read
 * never delays the results of other tasks.
 *
 * <p>Thread-safe. If several threads ask first at the same time, each reads it, and all get the
 * same object; no thread waits for another, which may be executing the user's code.
 */
final class Answer {
    private final AllowList allowed;
    private final @Nullable ClassLoader classes;
    private final AtomicReference<State> state;

    private sealed interface State {}

    private record Unread(TaskOutcome outcome) implements State {}

    private record Returned(@Nullable Object result) implements State {}

    private record Thrown(Throwable failure) implements State {}

    /**
     * @param classes the class loader for the classes of the answer
     */
    Answer(TaskOutcome outcome, AllowList allowed, @Nullable ClassLoader classes) {
        this.allowed = allowed;
        this.classes = classes;
        this.state = new AtomicReference<>(new Unread(outcome));
    }

    /**
     * Returns the task's result.
     *
     * @throws ExecutionException if the task threw, or its result cannot be read
     */
    @Nullable Object result() throws ExecutionException {
        State known = state.get();
        if (known instanceof Unread unread) {
            State read = read(unread.outcome());
            // This also releases the bytes.
            known = state.compareAndSet(unread, read) ? read : state.get();
        }
        return switch (known) {
            case Returned(Object result) -> result;
            case Thrown(Throwable failure) -> throw new ExecutionException(failure);
            case Unread _ -> throw new AssertionError("it was read");
        };
    }

    private State read(TaskOutcome outcome) {
        byte[] bytes = outcome.object();
        JobFailedException failure = outcome.asException();
        if (bytes == null) {
            return failure == null ? new Returned(null) : new Thrown(failure);
        }
        AllowList.Reading reading = allowed.reading(bytes.length);
        Object object;
        try {
            object = Serialization.read(bytes, reading, classes);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            // Its class may do anything while it is read.
            return failure == null ? new Thrown(unreadable(reading, e)) : new Thrown(failure);
        }
        if (failure == null) {
            return new Returned(object);
        }
        return object instanceof Throwable thrown ? new Thrown(thrown) : new Thrown(failure);
    }

    private static IOException unreadable(AllowList.Reading reading, Throwable e) {
        String why = reading.whyRejected();
        return new IOException(
                why == null ? "the task's result cannot be read: " + e : "the task's result " + why,
                e);
    }
}
