package org.sempool.examples.factor;

import java.util.Arrays;

/**
 * The prime factors of an unsigned 64-bit number.
 *
 * <p>Trial division finds small primes, as in the lecture; Pollard's rho method in Brent's form
 * finds the others (R. Brent, "An improved Monte Carlo factorization algorithm", 1980). The
 * Miller-Rabin test says when to stop; with the first twelve primes as bases it decides every
 * number below 2^64 (J. Sorenson and J. Webster, 2015).
 */
public final class Factors {
    private static final int[] BASES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    private static final int TRIAL_LIMIT = 256;
    private static final int MOST_FACTORS = 64;

    /** How many differences are multiplied before one greatest common divisor is computed. */
    private static final int BATCH = 128;

    private final long[] found = new long[MOST_FACTORS];
    private int count;

    private Factors() {}

    /**
     * Returns the prime factors of a number.
     *
     * @param number unsigned
     * @return unsigned, ascending, repeated by multiplicity; empty for 0 and 1
     */
    public static long[] of(long number) {
        Factors factors = new Factors();
        if (number != 0) {
            factors.split(factors.removeSmall(number));
        }
        long[] primes = Arrays.copyOf(factors.found, factors.count);
        sortUnsigned(primes);
        return primes;
    }

    static boolean isPrime(long number) {
        return Arrays.equals(of(number), new long[] {number});
    }

    private void add(long prime) {
        found[count++] = prime;
    }

    private long removeSmall(long number) {
        long rest = number;
        for (int divisor = 2; divisor < TRIAL_LIMIT; divisor += divisor == 2 ? 1 : 2) {
            while (Long.remainderUnsigned(rest, divisor) == 0) {
                add(divisor);
                rest = Long.divideUnsigned(rest, divisor);
            }
        }
        return rest;
    }

    /** Splits an odd number that has no prime factor below the trial limit. */
    private void split(long number) {
        if (number == 1) {
            return;
        }
        boolean belowSquare = Long.compareUnsigned(number, TRIAL_LIMIT * TRIAL_LIMIT) < 0;
        if (belowSquare || passesMillerRabin(new Modulus(number))) {
            add(number);
            return;
        }
        long divisor = divisor(new Modulus(number));
        split(divisor);
        split(Long.divideUnsigned(number, divisor));
    }

    private static boolean passesMillerRabin(Modulus modulus) {
        long n = modulus.n();
        int twos = Long.numberOfTrailingZeros(n - 1);
        for (int base : BASES) {
            long power = modulus.pow(modulus.enter(base), (n - 1) >>> twos);
            boolean passes = power == modulus.one() || power == modulus.minusOne();
            for (int i = 1; i < twos && !passes; i++) {
                power = modulus.multiply(power, power);
                passes = power == modulus.minusOne();
            }
            if (!passes) {
                return false;
            }
        }
        return true;
    }

    /** A divisor of a composite number, neither 1 nor the number. */
    private static long divisor(Modulus modulus) {
        for (long c = 1; ; c++) {
            long divisor = rho(modulus, modulus.enter(c));
            if (divisor != modulus.n()) {
                return divisor;
            }
        }
    }

    /** Walks x -> x^2 + c until two points of the walk agree modulo some divisor. */
    private static long rho(Modulus modulus, long c) {
        long n = modulus.n();
        long ahead = modulus.enter(2);
        for (long length = 1; ; length *= 2) {
            long behind = ahead;
            long start = ahead;
            for (long done = 0; done < length; done += BATCH) {
                start = ahead;
                long product = modulus.one();
                for (long i = 0; i < Math.min(BATCH, length - done); i++) {
                    ahead = modulus.add(modulus.multiply(ahead, ahead), c);
                    product = modulus.multiply(product, distance(ahead, behind));
                }
                long divisor = gcd(product, n);
                if (divisor != 1) {
                    return divisor == n ? stepByStep(modulus, c, start, behind) : divisor;
                }
            }
        }
    }

    /** The batch met all divisors at once: repeats it, one step at a time. */
    private static long stepByStep(Modulus modulus, long c, long start, long behind) {
        long ahead = start;
        while (true) {
            ahead = modulus.add(modulus.multiply(ahead, ahead), c);
            long divisor = gcd(distance(ahead, behind), modulus.n());
            if (divisor != 1) {
                return divisor;
            }
        }
    }

    private static long distance(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a - b : b - a;
    }

    private static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (x != 0) {
            long rest = Long.remainderUnsigned(y, x);
            y = x;
            x = rest;
        }
        return y;
    }

    private static void sortUnsigned(long[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(values);
        for (int i = 0; i < values.length; i++) {
            values[i] ^= Long.MIN_VALUE;
        }
    }
}
