package org.sempool.wire;

/** The bytes of a payload are not what its reader expects. */
public final class PayloadFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was expected and what was found
     */
    public PayloadFormatException(String message) {
        super(message);
    }
}
