package org.sempool.examples.step4sharedqueue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.PrimeFactors;

/** The process that prints: several processes would mix their lines. */
final class Printer {
    private Printer() {}

    /** Takes the file with the queues, the first number, and the number of results. */
    public static void main(String[] args) throws IOException {
        Children.endWithParent();
        SharedMemory memory = SharedMemory.attach(Path.of(args[0]));
        Arguments arguments = new Arguments(1, new BigInteger(args[1]), Integer.parseInt(args[2]));
        for (int i = 0; i < arguments.count(); i++) {
            Job job = SharedMemory.await(memory.results());
            System.out.println(PrimeFactors.line(job.number(), job.factors()));
        }
        System.out.println(arguments.summary(arguments.count()));
    }
}
