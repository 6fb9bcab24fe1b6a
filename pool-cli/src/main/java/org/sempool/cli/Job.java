package org.sempool.cli;

import java.util.concurrent.CompletableFuture;

/** A submitted line and its future result, or the end after all jobs. */
record Job(Line line, CompletableFuture<String> result, boolean isEnd) {
    static final Job END =
            new Job(new Line("", 0, "", null), CompletableFuture.completedFuture(""), true);

    Job(Line line, CompletableFuture<String> result) {
        this(line, result, false);
    }
}
