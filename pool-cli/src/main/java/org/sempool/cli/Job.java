package org.sempool.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A line and its future result. The object is used for one line after another: it goes from the
 * thread that reads to the one that writes, and back. {@link OpenJobs} looks at it at any time.
 */
final class Job {
    /** Stands for the end after all jobs. */
    static final Job END = new Job(new Line());

    private static final CompletableFuture<byte[]> NO_RESULT = new CompletableFuture<>();

    private final Line line;
    private final AtomicReference<CompletableFuture<byte[]>> result =
            new AtomicReference<>(NO_RESULT);

    Job(Line line) {
        this.line = line;
    }

    Line line() {
        return line;
    }

    CompletableFuture<byte[]> result() {
        return result.getAcquire();
    }

    /** Whether it was submitted, or could not be, and its result is not forgotten. */
    boolean hasResult() {
        return result() != NO_RESULT;
    }

    void setResult(CompletableFuture<byte[]> newResult) {
        result.setRelease(newResult);
    }

    /** Lets go of the result, which may be large. */
    void forgetResult() {
        result.setRelease(NO_RESULT);
    }
}
