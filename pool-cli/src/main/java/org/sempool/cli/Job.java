package org.sempool.cli;

import java.util.concurrent.CompletableFuture;

/**
 * A line and its future result. The object is used for one line after another: it goes from the
 * thread that reads to the one that writes, and back.
 */
final class Job {
    /** Never has a result. Before the end, which has it. */
    private static final CompletableFuture<byte[]> NO_RESULT = new CompletableFuture<>();

    /** Stands for the end after all jobs. */
    static final Job END = new Job(new Line());

    private final Line line;
    private CompletableFuture<byte[]> result = NO_RESULT;
    private boolean replaced;

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

    /** Another job came in its place, before its result was written. */
    void setReplaced() {
        replaced = true;
    }

    boolean isReplaced() {
        return replaced;
    }

    /** Lets go of the result, which may be large. */
    void forgetResult() {
        result = NO_RESULT;
    }
}
