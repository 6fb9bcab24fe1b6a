package org.sempool.cli;

/** What the command's exit code says. */
final class ExitCode {
    static final int ALL_SUCCEEDED = 0;
    static final int SOME_FAILED = 1;
    static final int BAD_INPUT = 2;
    static final int CANNOT_START = 3;

    /** 128 and the number of SIGINT, as a shell has it. The JVM does the same for any signal. */
    static final int INTERRUPTED = 130;

    /** The same for SIGPIPE, by which a program ends whose output nobody reads any more. */
    static final int NOBODY_READS = 141;

    private ExitCode() {}
}
