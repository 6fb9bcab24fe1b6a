package org.sempool.spi;

/**
 * A channel has become unusable for all processes: the disk is full, or its files are damaged. The
 * pool stops, and its user gets the message.
 */
public final class BrokenTransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what happened, where, and what to do about it
     */
    public BrokenTransportException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what happened, where, and what to do about it
     * @param cause what was thrown
     */
    public BrokenTransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
