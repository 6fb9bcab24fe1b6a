package org.sempool.examples.factor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/**
 * The homework's job: takes a number and returns its prime factors, as coreutils' {@code factor}
 * prints them.
 *
 * <p>A line holds one whole number from 0 to 18446744073709551615 (unsigned 64 bits); blanks around
 * it and a plus sign before it are allowed. The result is {@code N: p1 p2 ...}, the primes
 * ascending and repeated by multiplicity; 0 and 1 have none. A negative number, an empty line, and
 * anything else fail.
 */
public final class FactorHandler implements LineHandler {
    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?([0-9]+)\\s*");
    private static final String RANGE = "a whole number from 0 to 18446744073709551615";

    /** Called by the pool. */
    public FactorHandler() {}

    @Override
    public String name() {
        return "factor";
    }

    @Override
    public String description() {
        return "factors " + RANGE + " into primes";
    }

    @Override
    public String handle(String line, JobContext context) {
        long number = parse(line);
        StringBuilder result = new StringBuilder(Long.toUnsignedString(number)).append(':');
        for (long prime : Factors.of(number)) {
            result.append(' ').append(Long.toUnsignedString(prime));
        }
        return result.toString();
    }

    private static long parse(String line) {
        Matcher number = NUMBER.matcher(line);
        if (!number.matches()) {
            throw new IllegalArgumentException("not " + RANGE);
        }
        try {
            return Long.parseUnsignedLong(number.group(1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("too large: not " + RANGE, e);
        }
    }
}
