package org.sempool.examples.factor;

/**
 * Arithmetic modulo an odd unsigned 64-bit number, without division.
 *
 * <p>Numbers are stored multiplied by 2^64 (P. Montgomery, "Modular multiplication without trial
 * division", 1985).
 *
 * @param n the modulus, odd and more than 1
 * @param inverse the inverse of n modulo 2^64
 * @param one the number 1, as stored
 * @param square 2^128 modulo n, to convert numbers
 */
record Modulus(long n, long inverse, long one, long square) {
    /** Newton steps: each doubles the number of correct bits, from 3 to more than 64. */
    private static final int NEWTON_STEPS = 5;

    Modulus(long n) {
        this(n, inverseOf(n), Long.remainderUnsigned(-n, n), squareOf(n));
    }

    private static long inverseOf(long n) {
        long inverse = n;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            inverse *= 2 - n * inverse;
        }
        return inverse;
    }

    private static long squareOf(long n) {
        long value = Long.remainderUnsigned(-n, n);
        for (int i = 0; i < Long.SIZE; i++) {
            value = add(value, value, n);
        }
        return value;
    }

    /** A number as stored. */
    long enter(long value) {
        return multiply(Long.remainderUnsigned(value, n), square);
    }

    long minusOne() {
        return n - one;
    }

    long add(long a, long b) {
        return add(a, b, n);
    }

    private static long add(long a, long b, long n) {
        long room = n - b;
        return Long.compareUnsigned(a, room) >= 0 ? a - room : a + b;
    }

    long multiply(long a, long b) {
        long high = Math.unsignedMultiplyHigh(a, b);
        long subtract = Math.unsignedMultiplyHigh(a * b * inverse, n);
        long result = high - subtract;
        return Long.compareUnsigned(high, subtract) < 0 ? result + n : result;
    }

    long pow(long base, long exponent) {
        long result = one;
        long power = base;
        for (long left = exponent; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = multiply(result, power);
            }
            power = multiply(power, power);
        }
        return result;
    }
}
