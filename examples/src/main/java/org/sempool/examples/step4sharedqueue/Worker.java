package org.sempool.examples.step4sharedqueue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.sempool.examples.homework.PrimeFactors;

/** A process that takes numbers, factors them, and puts the results. */
public final class Worker {
    private Worker() {}

    /**
     * Works until a null job comes.
     *
     * @param args the file with the queues
     * @throws IOException if it cannot be mapped
     */
    public static void main(String[] args) throws IOException {
        work(args[0], number -> {});
    }

    /**
     * Works until a null job comes.
     *
     * @param file the file with the queues
     * @param whenTaken what to do with each number before it is factored
     * @throws IOException if the file cannot be mapped
     */
    public static void work(String file, Consumer<BigInteger> whenTaken) throws IOException {
        Children.endWithParent();
        SharedMemory memory = SharedMemory.attach(Path.of(file));
        while (true) {
            Job job = SharedMemory.await(memory.jobs());
            if (job.isEnd()) {
                return;
            }
            whenTaken.accept(job.number());
            Job factored = new Job(job.number(), PrimeFactors.of(job.number()));
            boolean isPut;
            do {
                // The printer lives; otherwise the parent would have ended this process.
                isPut = memory.results().put(factored, SharedMemory.PATIENCE);
            } while (!isPut);
        }
    }
}
