package org.sempool.spi;

import org.jspecify.annotations.Nullable;

/**
 * A slot of a worker host has lost its connection. What it had published and freed since the last
 * flush may or may not have taken effect; the job that it held goes to another slot.
 */
public final class ConnectionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what happened
     * @param cause what was thrown, or null
     */
    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
