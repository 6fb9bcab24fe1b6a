package org.sempool.examples.step1threads;

import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.FactorThreads;
import org.sempool.examples.homework.Usage;

/** Step 1: HW8, with a hand-made queue. */
public final class Main {
    private static final int CAPACITY = 4;

    private Main() {}

    /**
     * Factors numbers with threads.
     *
     * @param args {@code WORKERS START COUNT}
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        FactorThreads.run(
                Usage.orExit(() -> Arguments.parse(args)),
                new LockedQueue<>(CAPACITY),
                new LockedQueue<>(CAPACITY),
                System.out);
    }
}
