package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WordsTest {
    @Test
    void oneIsSingular() {
        assertEquals("0 jobs", Words.count(0, "job"));
        assertEquals("1 job", Words.count(1, "job"));
        assertEquals("2 jobs", Words.count(2, "job"));
    }

    @Test
    void aTimeHasItsTwoLargestUnits() {
        assertEquals("59 s", Words.span(Duration.ofMillis(59_999)));
        assertEquals("1 min", Words.span(Duration.ofSeconds(60)));
        assertEquals("59 min 59 s", Words.span(Duration.ofSeconds(3599)));
        assertEquals("1 h 1 min", Words.span(Duration.ofSeconds(3661)));
        assertEquals("2 d 3 h", Words.span(Duration.ofHours(51).plusMinutes(59)));
    }

    @Test
    void aSlowRateIsOneOfMinutesOrHours() {
        assertEquals("1234/s", Words.rate(1234.4));
        assertEquals("13.0/s", Words.rate(13));
        assertEquals("30.0/min", Words.rate(0.5));
        assertEquals("36.0/h", Words.rate(0.01));
    }
}
