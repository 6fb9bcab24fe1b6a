package org.sempool.executor;

import org.jspecify.annotations.Nullable;
import org.sempool.JobFailedException;

/**
 * How a task ended.
 *
 * @param object the result or the exception in serialized form; null if it cannot be serialized
 * @param failure the exception as text, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Outcome(byte @Nullable [] object, @Nullable Failure failure) {
    /**
     * For a reader that cannot or may not read the exception itself.
     *
     * @param type the class name
     * @param message its message
     * @param stackTrace its stack trace in the worker
     */
    record Failure(String type, @Nullable String message, String stackTrace) {
        JobFailedException asException() {
            return new JobFailedException(type, message, stackTrace);
        }
    }
}
