package org.sempool.examples.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.JobContext;

/** Specifies that numbers are factored as by coreutils' {@code factor}. */
final class FactorHandlerTest {
    private static final JobContext CONTEXT = JobContext.of(1, 1, 1);

    private final FactorHandler handler = new FactorHandler();

    @ParameterizedTest
    @CsvSource({
        "0, 0:",
        "1, 1:",
        "2, 2: 2",
        "12, 12: 2 2 3",
        "97, 97: 97",
        "65536, 65536: 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2",
        "66049, 66049: 257 257",
        "9223372036854775807, 9223372036854775807: 7 7 73 127 337 92737 649657",
        "18446744073709551557, 18446744073709551557: 18446744073709551557",
        "18446744073709551615, 18446744073709551615: 3 5 17 257 641 65537 6700417",
        "18446744030759878681, 18446744030759878681: 4294967291 4294967291",
        "'  +007 ', 7: 7"
    })
    void factorsAsCoreutilsPrints(String line, String result) {
        assertEquals(result, handler.handle(line, CONTEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "-1", "1.5", "0x10", "12 15", "twelve", "18446744073709551616"})
    void anythingButANumberInRangeIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> handler.handle(line, CONTEXT));
    }

    @Test
    void theDataFileIsWhatNumbersGenerates() throws IOException {
        assertEquals(Numbers.lines(), Files.readAllLines(Path.of("data/numbers.txt")));
    }

    @Test
    void theFactorsOfTheDataFileArePrimeAndMultiplyToTheNumber() throws IOException {
        for (String line : Files.readAllLines(Path.of("data/numbers.txt"))) {
            String[] parts = handler.handle(line, CONTEXT).split(": ?", 2);
            BigInteger product = line.equals("0") ? BigInteger.ZERO : BigInteger.ONE;
            BigInteger last = BigInteger.ONE;
            for (String factor : parts[1].isEmpty() ? new String[0] : parts[1].split(" ")) {
                BigInteger prime = new BigInteger(factor);
                assertEquals(true, prime.isProbablePrime(40), factor);
                assertEquals(true, prime.compareTo(last) >= 0, line);
                product = product.multiply(prime);
                last = prime;
            }
            assertEquals(line, product.toString());
        }
    }
}
