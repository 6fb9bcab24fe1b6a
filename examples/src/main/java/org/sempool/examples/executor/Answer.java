package org.sempool.examples.executor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.sempool.ProcessExecutorService;
import org.sempool.ProcessExecutors;

/** A lambda that runs in another process. */
public final class Answer {
    private Answer() {}

    /**
     * Prints 42.
     *
     * @param args none
     * @throws ExecutionException if the task fails
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws ExecutionException, InterruptedException {
        try (ProcessExecutorService executor = ProcessExecutors.newFixedPool(2)) {
            Future<Integer> answer = executor.submit(() -> 6 * 7);
            System.out.println(answer.get());
        }
    }
}
