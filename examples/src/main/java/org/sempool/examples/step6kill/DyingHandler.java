package org.sempool.examples.step6kill;

import java.math.BigInteger;
import org.sempool.JobContext;
import org.sempool.LineHandler;
import org.sempool.examples.homework.PrimeFactors;

/** The handler of step 7, whose worker is killed over certain numbers on the first attempt. */
public final class DyingHandler implements LineHandler {
    /** Called by the pool. */
    public DyingHandler() {}

    @Override
    public String name() {
        return "dying";
    }

    @Override
    public String description() {
        return "factors a number; the first worker to take one that ends with 7 is killed";
    }

    @Override
    public String handle(String line, JobContext context) {
        BigInteger number = new BigInteger(line);
        if (Murder.isFor(number) && context.attempt() == 1) {
            Murder.commit();
        }
        return PrimeFactors.line(number);
    }
}
