package org.sempool.spi;

/** The memory for payloads is full, and the submitter does not wait for room. */
public final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: on a full pool it is thrown for each job. */
    public NoRoomException() {
        super("the memory for payloads is full", null, false, false);
    }
}
