package org.sempool.shm;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Runs a part of a test in a separate thread. */
final class InThread {
    private InThread() {}

    static <T> CompletableFuture<T> run(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        result.complete(action.call());
                                    } catch (Throwable t) {
                                        result.completeExceptionally(t);
                                    }
                                });
        return result;
    }
}
