package org.sempool.examples.factor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;

/**
 * Generates {@code data/numbers.txt}: numbers that are worth factoring, the same each time.
 *
 * <p>In this order: 0 to 1000; the powers of 2, 3, 5, 7 and 10 and their neighbours; highly
 * composite numbers (factorials and primorials); Carmichael numbers; squares and cubes of primes;
 * semiprimes of 40 to 60 bits, whose factors are hard to find by trial division; primes of 20 to 63
 * bits; numbers at the end of the range; and random numbers.
 */
public final class Numbers {
    private static final long SEED = 20_260_101;
    private static final int PER_SIZE = 40;
    private static final long[] CARMICHAEL = {
        561,
        1105,
        1729,
        2465,
        2821,
        6601,
        8911,
        10585,
        15841,
        29341,
        825265,
        321197185,
        5394826801L,
        232250619601L,
        9746347772161L,
        1436697831295441L,
        60977817398996785L
    };

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final List<Long> numbers = new ArrayList<>();

    private Numbers() {}

    /**
     * Writes the file.
     *
     * @param args the file to write
     * @throws IOException if it cannot be written
     */
    public static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), lines());
    }

    static List<String> lines() {
        Numbers made = new Numbers();
        made.smallOnes();
        made.powers();
        made.highlyComposites();
        LongStream.of(CARMICHAEL).forEach(made.numbers::add);
        made.powersOfPrimes();
        made.semiprimes();
        made.primes();
        made.largest();
        made.anyOnes();
        return made.numbers.stream().map(Long::toUnsignedString).toList();
    }

    private void smallOnes() {
        LongStream.rangeClosed(0, 1000).forEach(numbers::add);
    }

    private void powers() {
        for (long base : new long[] {2, 3, 5, 7, 10}) {
            long power = base;
            while (Math.unsignedMultiplyHigh(power, base) == 0) {
                power *= base;
                numbers.addAll(List.of(power - 1, power, power + 1));
            }
        }
    }

    private void highlyComposites() {
        long factorial = 1;
        for (int i = 2; i <= 20; i++) {
            factorial *= i;
            numbers.add(factorial);
        }
        long primorial = 1;
        for (long i = 2; i <= 53; i++) {
            if (Factors.isPrime(i)) {
                primorial *= i;
                numbers.add(primorial);
            }
        }
    }

    private void powersOfPrimes() {
        for (int i = 0; i < PER_SIZE; i++) {
            long root = primeOfBits(31);
            numbers.add(root * root);
            long cubeRoot = primeOfBits(21);
            numbers.add(cubeRoot * cubeRoot * cubeRoot);
        }
    }

    private void semiprimes() {
        for (int bits = 40; bits <= 60; bits++) {
            for (int i = 0; i < PER_SIZE; i++) {
                numbers.add(primeOfBits(bits / 2) * primeOfBits(bits - bits / 2));
            }
        }
    }

    private void primes() {
        for (int bits = 20; bits <= 63; bits++) {
            for (int i = 0; i < PER_SIZE / 4; i++) {
                numbers.add(primeOfBits(bits));
            }
        }
    }

    private void largest() {
        for (long below = 1; below <= 100; below++) {
            numbers.add(Long.MAX_VALUE - below + 1);
            numbers.add(-below);
        }
    }

    private void anyOnes() {
        for (int i = 0; i < 1000; i++) {
            numbers.add(random.nextLong() >>> random.nextInt(Long.SIZE));
        }
    }

    private long primeOfBits(int bits) {
        while (true) {
            long candidate = random.nextLong() >>> (Long.SIZE - bits) | 1L << (bits - 1) | 1;
            if (Factors.isPrime(candidate)) {
                return candidate;
            }
        }
    }
}
