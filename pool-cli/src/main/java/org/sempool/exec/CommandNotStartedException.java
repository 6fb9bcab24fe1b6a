package org.sempool.exec;

import java.io.IOException;

/** A program cannot be started. */
final class CommandNotStartedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** As a shell has it. */
    private final int exitCode;

    CommandNotStartedException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
