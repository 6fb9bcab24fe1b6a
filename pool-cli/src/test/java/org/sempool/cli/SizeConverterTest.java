package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Specifies the sizes that options take. */
final class SizeConverterTest {
    @ParameterizedTest
    @CsvSource({
        "100, 100",
        "100b, 100",
        "1k, 1024",
        "1KB, 1024",
        "1KiB, 1024",
        "500m, 524288000",
        "2g, 2147483648",
        "1GiB, 1073741824",
        "1.5 g, 1610612736",
        "1t, 1099511627776",
        "9223372036854775807, 9223372036854775807"
    })
    void unitsAreBinary(String value, long expected) {
        assertEquals(expected, new SizeConverter().convert(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "-1g", "5q", "1,5g", "1gg", "1ib", "1e9"})
    void anythingElseIsRefusedWithTheValueAndTheAllowedForm(String value) {
        String message = refuse(value);

        assertTrue(message.contains("'" + value + "' is not a size"), message);
        assertTrue(message.contains("k, m, g or t"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "9999999999g"})
    void moreThanAnyMachineHasIsRefused(String value) {
        String message = refuse(value);

        assertTrue(message.contains("'" + value + "' is more than any machine has"), message);
    }

    private static String refuse(String value) {
        return String.valueOf(
                assertThrows(
                                TypeConversionException.class,
                                () -> new SizeConverter().convert(value))
                        .getMessage());
    }
}
