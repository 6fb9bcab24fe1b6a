package org.sempool.examples.homework;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.sempool.examples.factor.Factors;

/**
 * The prime factors of a number up to 2^127 - 1, the largest of C's signed {@code __int128}.
 *
 * <p>Trial division finds small primes, as in the lecture; Pollard's rho method finds the others
 * (J. Pollard, "A Monte Carlo method for factorization", 1975). It takes about as many steps as the
 * square root of the second largest factor: seconds for 45 bits, hours for 60.
 */
public final class PrimeFactors {
    /** The largest number that can be factored. */
    public static final BigInteger MOST = BigInteger.TWO.pow(127).subtract(BigInteger.ONE);

    private static final int TRIAL_LIMIT = 1000;

    /** A number that passes as prime is composite with a probability below 2 to the minus this. */
    private static final int CERTAINTY = 100;

    private PrimeFactors() {}

    /**
     * Factors a number.
     *
     * @param number from 0 to {@link #MOST}
     * @return its prime factors, ascending, repeated by multiplicity; none of 0 and of 1
     */
    public static List<BigInteger> of(BigInteger number) {
        List<BigInteger> found = new ArrayList<>();
        if (number.signum() > 0) {
            split(removeSmall(number, found), found);
        }
        Collections.sort(found);
        return found;
    }

    /**
     * Formats a line of the homework's output.
     *
     * @param number from 0 to {@link #MOST}
     * @return {@code N: p1 p2 ...}
     */
    public static String line(BigInteger number) {
        return line(number, of(number));
    }

    /**
     * Formats a line of the homework's output from known factors.
     *
     * @param number the number
     * @param factors its prime factors
     * @return {@code N: p1 p2 ...}
     */
    public static String line(BigInteger number, List<BigInteger> factors) {
        return number
                + factors.stream()
                        .map(factor -> " " + factor)
                        .collect(Collectors.joining("", ":", ""));
    }

    private static BigInteger removeSmall(BigInteger number, List<BigInteger> found) {
        BigInteger rest = number;
        for (int i = 2; i < TRIAL_LIMIT; i++) {
            BigInteger divisor = BigInteger.valueOf(i);
            while (rest.mod(divisor).signum() == 0) {
                found.add(divisor);
                rest = rest.divide(divisor);
            }
        }
        return rest;
    }

    private static void split(BigInteger number, List<BigInteger> found) {
        if (number.bitLength() <= Long.SIZE) {
            Arrays.stream(Factors.of(number.longValue()))
                    .mapToObj(factor -> new BigInteger(Long.toUnsignedString(factor)))
                    .forEach(found::add);
        } else if (number.isProbablePrime(CERTAINTY)) {
            found.add(number);
        } else {
            BigInteger divisor = divisor(number);
            split(divisor, found);
            split(number.divide(divisor), found);
        }
    }

    /** A divisor of a composite number, neither 1 nor the number. */
    private static BigInteger divisor(BigInteger number) {
        for (long c = 1; ; c++) {
            BigInteger divisor = rho(number, BigInteger.valueOf(c));
            if (!divisor.equals(number)) {
                return divisor;
            }
        }
    }

    /** Two points walk along x -> x^2 + c, one twice as fast, until they meet modulo a divisor. */
    private static BigInteger rho(BigInteger number, BigInteger c) {
        BigInteger slow = BigInteger.TWO;
        BigInteger fast = BigInteger.TWO;
        BigInteger divisor = BigInteger.ONE;
        while (divisor.equals(BigInteger.ONE)) {
            slow = slow.multiply(slow).add(c).mod(number);
            fast = fast.multiply(fast).add(c).mod(number);
            fast = fast.multiply(fast).add(c).mod(number);
            divisor = slow.subtract(fast).gcd(number);
        }
        return divisor;
    }
}
