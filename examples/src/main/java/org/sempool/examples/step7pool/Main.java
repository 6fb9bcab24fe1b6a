package org.sempool.examples.step7pool;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.sempool.WorkerPool;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.Usage;

/** Step 7: the homework in ten lines; each of its worker processes may be killed. */
public final class Main {
    private Main() {}

    /**
     * Factors numbers with processes.
     *
     * @param args {@code WORKERS START COUNT}
     */
    public static void main(String[] args) {
        Arguments arguments = Usage.orExit(() -> Arguments.parse(args));
        try (WorkerPool<String, String> pool =
                        WorkerPool.builder(Factoring.class).workers(arguments.workers()).build();
                Stream<String> lines = pool.stream(arguments.numbers().map(BigInteger::toString))) {
            lines.forEach(System.out::println);
        }
        System.out.println(arguments.summary(arguments.count()));
    }
}
