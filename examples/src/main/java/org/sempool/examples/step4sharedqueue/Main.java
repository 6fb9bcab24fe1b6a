package org.sempool.examples.step4sharedqueue;

import java.math.BigInteger;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.Usage;

/**
 * Step 4: HW9. This process puts the numbers, workers factor them, and a printer prints them; all
 * of them are processes.
 */
public final class Main {
    private Main() {}

    /**
     * Factors numbers with processes.
     *
     * @param args {@code [--delay MILLISECONDS] WORKERS START COUNT}
     * @throws Exception if a process cannot be started, or ends too early
     */
    public static void main(String[] args) throws Exception {
        run(Usage.orExit(() -> Arguments.parse(SlowMotion.begin(args))), Worker.class);
    }

    /**
     * Factors numbers with processes.
     *
     * @param arguments how many processes, and which numbers
     * @param worker the main class of each worker
     * @throws Exception if a process cannot be started, or ends too early
     */
    public static void run(Arguments arguments, Class<?> worker) throws Exception {
        try (SharedMemory memory = SharedMemory.create();
                Children children = new Children()) {
            String file = memory.file().toString();
            for (int i = 0; i < arguments.workers(); i++) {
                children.start(worker, file);
            }
            children.start(Printer.class, file, "" + arguments.start(), "" + arguments.count());
            for (BigInteger number : arguments.numbers().toList()) {
                put(memory.jobs(), new Job(number), children);
            }
            // As in step 2, one null job ends one worker.
            for (int i = 0; i < arguments.workers(); i++) {
                put(memory.jobs(), Job.END, children);
            }
            children.awaitAll();
            memory.jobs().checkAtRest();
            memory.results().checkAtRest();
        }
    }

    private static void put(SharedQueue jobs, Job job, Children children) {
        do {
            // Checked even while there is room: the others may well continue without a dead one.
            children.checkNoneFailed();
        } while (!jobs.put(job, SharedMemory.PATIENCE));
    }
}
