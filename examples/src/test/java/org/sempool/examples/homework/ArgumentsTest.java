package org.sempool.examples.homework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specifies the arguments of the homework's programs. */
final class ArgumentsTest {
    @Test
    void numbersAreConsecutive() {
        Arguments arguments = Arguments.parse("2", "18446744073709551615", "2");

        assertEquals(2, arguments.workers());
        assertEquals(
                List.of(BigInteger.TWO.pow(64).subtract(BigInteger.ONE), BigInteger.TWO.pow(64)),
                arguments.numbers().toList());
        assertEquals("Factored 1 / 2 numbers.", arguments.summary(1));
    }

    @ParameterizedTest
    @CsvSource({
        "'', usage: WORKERS START COUNT",
        "1 2, usage: WORKERS START COUNT",
        "x 2 3, WORKERS=x is not a number",
        "0 2 3, WORKERS=0 is not from 1 to 64",
        "65 2 3, WORKERS=65 is not from 1 to 64",
        "1 two 3, START=two is not a number",
        "1 -1 3, the numbers -1 to 1 are not all",
        "1 170141183460469231731687303715884105727 2, are not all from 0 to 2^127 - 1",
        "1 2 0, COUNT=0 is not from 1",
        "1 2 1e3, COUNT=1e3 is not a number"
    })
    void aWrongArgumentIsNamed(String args, String complaint) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Arguments.parse(args.isEmpty() ? new String[0] : args.split(" ")));

        assertTrue(String.valueOf(e.getMessage()).contains(complaint), e.getMessage());
    }
}
