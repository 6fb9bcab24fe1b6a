package org.sempool;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Examines how a job failed. */
public final class Failures {
    private Failures() {}

    public static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** What a job failed with, which must be of this type. */
    public static <E extends Throwable> E of(Class<E> type, CompletableFuture<?> job) {
        Throwable thrown =
                assertThrows(ExecutionException.class, () -> job.get(60, TimeUnit.SECONDS))
                        .getCause();
        Throwable cause =
                thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
        return assertInstanceOf(type, cause);
    }
}
