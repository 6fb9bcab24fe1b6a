package org.sempool.cli;

import java.util.concurrent.CompletableFuture;

/** A line that was given to the pool, and its result to come; or the end behind all others. */
record Job(Line line, CompletableFuture<String> result, boolean isEnd) {
    static final Job END =
            new Job(new Line("", "", null), CompletableFuture.completedFuture(""), true);

    Job(Line line, CompletableFuture<String> result) {
        this(line, result, false);
    }
}
