package org.sempool.examples.step6kill;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.sempool.WorkerPool;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.Usage;

/** Step 6: a worker that takes a number ending in 7 is killed. */
public final class Main {
    private Main() {}

    /**
     * Factors numbers with the processes of step 4, then on the pool.
     *
     * @param args {@code WORKERS START COUNT}
     * @throws Exception if a process cannot be started
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Usage.orExit(() -> Arguments.parse(args));
        System.out.println("The lecture's queue:");
        try {
            org.sempool.examples.step4sharedqueue.Main.run(arguments, DyingWorker.class);
        } catch (IllegalStateException lost) {
            System.out.println(lost.getMessage());
        }
        System.out.println("The pool:");
        pool(arguments);
    }

    private static void pool(Arguments arguments) {
        try (WorkerPool<String, String> pool =
                        WorkerPool.builder(DyingHandler.class)
                                .workers(arguments.workers())
                                .build();
                Stream<String> lines = pool.stream(arguments.numbers().map(BigInteger::toString))) {
            lines.forEach(System.out::println);
        }
        System.out.println(arguments.summary(arguments.count()));
    }
}
