package org.sempool.spi;

/**
 * A channel cannot be used any longer, for anybody: the disk is full, or what lies on it is
 * damaged. The pool stops, and its user gets the message.
 */
public final class BrokenTransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message what happened, where, and what to do about it
     */
    public BrokenTransportException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message what happened, where, and what to do about it
     * @param cause what was thrown
     */
    public BrokenTransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
