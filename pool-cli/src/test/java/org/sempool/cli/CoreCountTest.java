package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Specifies how numbers are given in terms of the cores. */
final class CoreCountTest {
    @ParameterizedTest
    @CsvSource({
        "4, 4",
        "0, 0",
        "100%, 8",
        "50%, 4",
        "200%, 16",
        "33%, 2",
        "+2, 10",
        "-1, 7",
        "+0, 8",
        // Whoever runs on few cores still has a worker.
        "-8, 1",
        "-100, 1",
        "1%, 1"
    })
    void workersAreWhole(String text, int expected) {
        assertEquals(expected, new CoreCount.OfWorkers().convert(text).whole(8));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "80%, 6.4", "+0.5, 8.5", "-8, 0", "0, 0"})
    void aLoadMayBeAFraction(String text, double expected) {
        assertEquals(expected, new CoreCount.OfLoad().convert(text).of(8), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%", "+", "50 %%", "+50%", "1e3", "4x", "0x4", "12345678"})
    void anythingElseIsNamed(String text) {
        Exception e =
                assertThrows(
                        TypeConversionException.class,
                        () -> new CoreCount.OfWorkers().convert(text));

        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("'" + text + "' is not a number of workers; write"));
    }

    @Test
    void thereIsNoHalfWorker() {
        for (String text : new String[] {"2.5", "+0.5"}) {
            assertThrows(
                    TypeConversionException.class, () -> new CoreCount.OfWorkers().convert(text));
        }
    }
}
