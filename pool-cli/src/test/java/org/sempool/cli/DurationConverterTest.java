package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Specifies the durations that options take. */
final class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "2s, PT2S",
        "1.5s, PT1.5S",
        "0.25 s, PT0.25S",
        "3m, PT3M",
        "1h, PT1H",
        "1.5H, PT1H30M",
        "0s, PT0S",
        "0.0000001ms, PT0.000000001S",
        "8760h, P365D"
    })
    void aNumberWithAUnitIsADuration(String value, Duration expected) {
        assertEquals(expected, new DurationConverter().convert(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "", "s", "-1s", "1d", "1,5s", "1 min", ".5s", "1e3s", "1s1s"})
    void anythingElseIsRefusedWithTheValueAndTheAllowedForm(String value) {
        String message = refuse(value);

        assertTrue(message.contains("'" + value + "' is not a duration"), message);
        assertTrue(message.contains("ms, s, m or h"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8761h", "999999999999999999h"})
    void moreThanAYearIsRefused(String value) {
        String message = refuse(value);

        assertTrue(message.contains("'" + value + "' is too long"), message);
    }

    @ParameterizedTest
    @CsvSource({"PT0.5S, 0.5 s", "PT1.5S, 1.5 s", "PT10S, 10 s", "PT20M, 1200 s"})
    void messagesShowSeconds(Duration duration, String expected) {
        assertEquals(expected, DurationConverter.inSeconds(duration));
    }

    private static String refuse(String value) {
        return String.valueOf(
                assertThrows(
                                TypeConversionException.class,
                                () -> new DurationConverter().convert(value))
                        .getMessage());
    }
}
