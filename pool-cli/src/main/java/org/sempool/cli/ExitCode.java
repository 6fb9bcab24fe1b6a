package org.sempool.cli;

/** The command's exit codes. */
final class ExitCode {
    static final int ALL_SUCCEEDED = 0;
    static final int SOME_FAILED = 1;
    static final int BAD_INPUT = 2;
    static final int CANNOT_START = 3;

    /** 128 plus the number of SIGINT, as in a shell. The JVM does the same for any signal. */
    static final int INTERRUPTED = 130;

    /** The same for SIGPIPE, which ends a program whose output nobody reads any more. */
    static final int NOBODY_READS = 141;

    private ExitCode() {}
}
