package org.sempool.cli;

import java.io.IOException;

/** What the operating system answered when something was to be written. */
final class WriteException extends IOException {
    private static final long serialVersionUID = 1;
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;

    private final int errno;

    WriteException(int errno, String message) {
        super(message);
        this.errno = errno;
    }

    /** Whether the cause is that nobody reads any more: that is how {@code | head} ends things. */
    static boolean isForWantOfReader(IOException e) {
        return e instanceof WriteException refused && refused.errno == EPIPE;
    }

    /** Whether there is no room at the moment. */
    boolean isForWantOfRoom() {
        return errno == EAGAIN;
    }

    /** Whether a file is not there, or its directory is not. */
    boolean isForWantOfFile() {
        return errno == ENOENT;
    }

    /** The same, with the name of what it is about. */
    WriteException about(Object what) {
        return new WriteException(errno, what + " (" + getMessage() + ")");
    }
}
