package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifies how progress reads. */
final class ProgressTextTest {
    private static final String ALL =
            "420/1000 jobs (42%), 2 failed, ETA 44 s, 13.0/s, 3 running on 4 workers, 20 done before";

    @Test
    void aLineHasAllOfIt() {
        assertEquals(ALL + "; 50% half\\nway", ProgressText.line(state(1000, "50% half\nway")));
    }

    @Test
    void withoutATotalTheTimeSoFarStandsForTheEstimate() {
        ProgressState state =
                new ProgressState(
                        1, 0, 0, OptionalLong.empty(), 0, 0, 0.02, Duration.ofSeconds(200), "");

        assertEquals("1 job done, 0 failed, 3 min 20 s so far, 1.2/min", ProgressText.line(state));
    }

    @Test
    void aBarHasWhatFitsAndTheDrawingAndTheReportTakeTheRest() {
        assertEquals(
                "[==========              ] " + ALL + "; half",
                ProgressText.bar(state(1000, "half"), 200));
        assertEquals(
                "[====      ] 420/1000 jobs (42%), 2 failed, ETA 44 s, 13.0/s",
                ProgressText.bar(state(1000, "half"), 60));
        assertEquals("420/1000 jobs (42%)", ProgressText.bar(state(1000, "half"), 20));
        assertEquals("", ProgressText.bar(state(1000, "half"), 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"half", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", "a\u0301\u0301\uD83D\uDE00\u001B[31m"})
    void aBarIsNeverWiderThanItsRoom(String report) {
        for (int columns = 1; columns < 200; columns++) {
            String bar = ProgressText.bar(state(1000, report), columns);

            assertTrue(Columns.of(bar) <= columns, bar);
            assertFalse(bar.chars().anyMatch(Character::isISOControl), bar);
        }
    }

    @Test
    void aWideCharacterTakesTwoColumnsAndAnAccentNone() {
        assertEquals(4, Columns.of("漢字"));
        assertEquals(2, Columns.of("\uD83D\uDE00"));
        assertEquals(1, Columns.of("a\u0301"));
        assertEquals("漢...", Columns.cut("漢字漢字", 6));
    }

    @Test
    void moreJobsThanExpectedAreNoMoreThanAll() {
        String bar = ProgressText.bar(state(400, ""), 200);

        assertTrue(bar.startsWith("[========================] 420/400 jobs (100%)"), bar);
        assertTrue(bar.contains("ETA 0 s"), bar);
    }

    private static ProgressState state(long all, String report) {
        return new ProgressState(
                420, 2, 20, OptionalLong.of(all), 3, 4, 12.96, Duration.ofSeconds(33), report);
    }
}
