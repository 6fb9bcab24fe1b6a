package org.sempool.cli;

import java.util.concurrent.CompletableFuture;

/**
 * A line and its future result. The object is used for one line after another: it goes from the
 * thread that reads to the one that writes, and back.
 */
final class Job {
    /** Stands for the end after all jobs. */
    static final Job END = new Job(new Line());

    private static final CompletableFuture<byte[]> NO_RESULT = new CompletableFuture<>();

    private final Line line;
    private CompletableFuture<byte[]> result = NO_RESULT;

    Job(Line line) {
        this.line = line;
    }

    Line line() {
        return line;
    }

    CompletableFuture<byte[]> result() {
        return result;
    }

    void setResult(CompletableFuture<byte[]> newResult) {
        result = newResult;
    }

    /** Lets go of the result, which may be large. */
    void forgetResult() {
        result = NO_RESULT;
    }
}
