package org.sempool.examples.homework;

import java.io.PrintStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * HW8: one thread puts numbers into a queue, several take and factor them, and the caller prints.
 *
 * <pre>
 *   producer -> jobs -> worker 1 ... worker N -> results -> printer
 * </pre>
 */
public final class FactorThreads {
    private FactorThreads() {}

    /**
     * Factors all numbers, and prints each result as it arrives. Returns when all threads have
     * ended.
     *
     * @param arguments how many threads, and which numbers
     * @param jobs the queue for the numbers
     * @param results the queue for the lines to print
     * @param out where to print
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static void run(
            Arguments arguments,
            JobQueue<BigInteger> jobs,
            JobQueue<String> results,
            PrintStream out)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= arguments.workers(); i++) {
            threads.add(Threads.start("worker-" + i, () -> work(jobs, results)));
        }
        threads.add(Threads.start("producer", () -> produce(arguments, jobs)));
        int printed = 0;
        try {
            while (printed < arguments.count()) {
                out.println(results.take());
                printed++;
            }
        } finally {
            // The workers wait for another job. A thread can be interrupted, but a process cannot,
            // so step 2 ends them in other ways.
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
            out.println(arguments.summary(printed));
        }
    }

    private static void produce(Arguments arguments, JobQueue<BigInteger> jobs)
            throws InterruptedException {
        for (BigInteger number : arguments.numbers().toList()) {
            jobs.put(number);
        }
    }

    private static void work(JobQueue<BigInteger> jobs, JobQueue<String> results)
            throws InterruptedException {
        while (true) {
            results.put(PrimeFactors.line(jobs.take()));
        }
    }
}
