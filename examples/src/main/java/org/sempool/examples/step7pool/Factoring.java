package org.sempool.examples.step7pool;

import java.math.BigInteger;
import org.sempool.JobContext;
import org.sempool.LineHandler;
import org.sempool.examples.homework.PrimeFactors;

/** The worker's code: it takes a number and returns a line. */
public final class Factoring implements LineHandler {
    /** Called by the pool. */
    public Factoring() {}

    @Override
    public String name() {
        return "homework";
    }

    @Override
    public String description() {
        return "factors a whole number from 0 to 2^127 - 1 into primes";
    }

    @Override
    public String handle(String line, JobContext context) {
        return PrimeFactors.line(new BigInteger(line));
    }
}
