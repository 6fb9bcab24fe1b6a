package org.sempool.cli;

import java.io.IOException;

/** The operating system's answer to a write that failed. */
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

    /** Whether the reader is gone: {@code | head} ends a pipeline that way. */
    static boolean isForWantOfReader(IOException e) {
        return e instanceof WriteException refused && refused.errno == EPIPE;
    }

    /** Whether there is no room at the moment. */
    boolean isForWantOfRoom() {
        return errno == EAGAIN;
    }

    /** Whether the file or its directory does not exist. */
    boolean isForWantOfFile() {
        return errno == ENOENT;
    }

    /** The same failure, with the name of the file. */
    WriteException about(Object what) {
        return new WriteException(errno, what + " (" + getMessage() + ")");
    }
}
