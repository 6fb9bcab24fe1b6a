package org.sempool.examples.reverse;

import java.util.concurrent.CompletableFuture;
import org.sempool.WorkerPool;

/** Embeds a pool. */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Prints "desserts".
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(Reverse.class).workers(2).build()) {
            CompletableFuture<String> future = pool.submit("stressed");
            System.out.println(future.join());
        }
    }
}
