package org.sempool.cli;

/** A command has ended with a code other than 0, or by a signal. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
