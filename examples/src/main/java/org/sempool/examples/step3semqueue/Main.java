package org.sempool.examples.step3semqueue;

import java.math.BigInteger;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.FactorThreads;
import org.sempool.examples.homework.Usage;

/** Step 3: the homework with the lecture's queue, between threads. */
public final class Main {
    private static final int SLOTS = 4;

    private Main() {}

    /**
     * Factors numbers with threads.
     *
     * @param args {@code WORKERS START COUNT}
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Arguments arguments = Usage.orExit(() -> Arguments.parse(args));
        SemQueue<BigInteger> jobs = new SemQueue<>(SLOTS);
        SemQueue<String> results = new SemQueue<>(SLOTS);
        FactorThreads.run(arguments, jobs, results, System.out);
        jobs.checkAtRest();
        results.checkAtRest();
    }
}
