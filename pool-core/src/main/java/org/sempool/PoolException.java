package org.sempool;

/**
 * The superclass of the pool's own exceptions. A job's future fails with a subclass, as the cause
 * of the {@link java.util.concurrent.ExecutionException} or {@link
 * java.util.concurrent.CompletionException}.
 */
public abstract class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoolException(String message) {
        super(message);
    }

    PoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
