package org.sempool.examples.step2ending;

import java.io.PrintStream;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.PrimeFactors;
import org.sempool.examples.homework.Usage;

/** Step 2: the numbers are factored, but the workers still wait for more. */
public final class Main {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Main() {}

    /**
     * Factors numbers with threads, and ends the threads in one of three ways.
     *
     * @param args {@code forgotten|null|closed WORKERS START COUNT}
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Ending ending = Usage.orExit(() -> ending(args.length == 0 ? "" : args[0]));
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        var _ = run(ending, Usage.orExit(() -> Arguments.parse(rest)), System.out);
    }

    private static Ending ending(String name) {
        return Arrays.stream(Ending.values())
                .filter(ending -> ending.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'" + name + "' is not one of forgotten, null and closed"));
    }

    /** Returns how many workers have not ended by themselves a second after the last number. */
    static int run(Ending ending, Arguments arguments, PrintStream out)
            throws InterruptedException {
        Ending.Jobs jobs = ending.queue(arguments);
        List<Thread> workers = new ArrayList<>();
        for (int i = 1; i <= arguments.workers(); i++) {
            // A daemon, so the JVM does not wait for it.
            workers.add(
                    Thread.ofPlatform().daemon().name("worker-" + i).start(() -> work(jobs, out)));
        }
        for (BigInteger number : arguments.numbers().toList()) {
            jobs.put(number);
        }
        jobs.end();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int waiting = 0;
        for (Thread worker : workers) {
            if (!worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                out.println(worker.getName() + " is " + worker.getState() + ", for ever");
                waiting++;
            }
        }
        if (waiting == 0) {
            out.println("All workers have ended.");
        }
        return waiting;
    }

    private static void work(Ending.Jobs jobs, PrintStream out) {
        try {
            while (true) {
                Optional<BigInteger> number = jobs.take();
                if (number.isEmpty()) {
                    return;
                }
                out.println(PrimeFactors.line(number.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
