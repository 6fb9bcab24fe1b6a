package org.sempool.cli;

import org.jspecify.annotations.Nullable;

/** What the user asked for cannot be done. The message is all that he needs to know. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
