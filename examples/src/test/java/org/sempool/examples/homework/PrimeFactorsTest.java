package org.sempool.examples.homework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specifies how the homework factors numbers. */
final class PrimeFactorsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0:",
        "1, 1:",
        "12, 12: 2 2 3",
        "18446744073709551616, 18446744073709551616:" + SIXTY_FOUR_TWOS,
        "18446744073709551629, 18446744073709551629: 18446744073709551629",
        "79228162790965498755021799619,"
                + " 79228162790965498755021799619: 4294967311 18446744073709551629",
        "170141183460469231731687303715884105727,"
                + " 170141183460469231731687303715884105727:"
                + " 170141183460469231731687303715884105727"
    })
    void linesAreAsInTheHomework(BigInteger number, String line) {
        assertEquals(line, PrimeFactors.line(number));
    }

    private static final String SIXTY_FOUR_TWOS =
            " 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2"
                    + " 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2";

    @Test
    void theFactorsArePrimeAndMultiplyToTheNumber() {
        BigInteger start = BigInteger.TEN.pow(24);
        for (int i = 0; i < 20; i++) {
            BigInteger number = start.add(BigInteger.valueOf(i));
            BigInteger product = BigInteger.ONE;
            BigInteger last = BigInteger.ONE;
            for (BigInteger factor : PrimeFactors.of(number)) {
                assertTrue(factor.isProbablePrime(50), () -> factor + " of " + number);
                assertTrue(factor.compareTo(last) >= 0, "ascending");
                product = product.multiply(factor);
                last = factor;
            }
            assertEquals(number, product);
        }
    }
}
