package org.sempool.examples.step7pool;

import java.math.BigInteger;
import org.sempool.JobContext;
import org.sempool.LineHandler;
import org.sempool.examples.homework.PrimeFactors;

/** What a worker does: a number in, a line out. */
public final class Factoring implements LineHandler {
    /** Made by the pool. */
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
