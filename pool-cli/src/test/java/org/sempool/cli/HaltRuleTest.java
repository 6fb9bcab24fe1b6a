package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.FailureKind;
import org.sempool.JobEnded;
import org.sempool.JobTimes;

/** When a batch, or a job, is stopped because of how others ended. */
final class HaltRuleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "never          | 9 | 9 | false",
                "soon,fail=2    | 9 | 1 | false",
                "soon,fail=2    | 9 | 2 | true",
                "now,success=1  | 0 | 9 | false",
                "now,success=1  | 1 | 0 | true",
                "now,done=3     | 1 | 1 | false",
                "now,done=3     | 1 | 2 | true",
                "soon,fail=50%  | 0 | 2 | false",
                "soon,fail=50%  | 4 | 3 | false",
                "soon,fail=50%  | 3 | 3 | true",
                "NOW,FAIL=2.5%  | 99 | 3 | true"
            })
    void aRuleIsMetByNumbersOfJobs(String rule, long succeeded, long failed, boolean met) {
        assertEquals(met, new HaltRule.Converter().convert(rule).isMet(succeeded, failed));
    }

    @Test
    void aWatchStopsOnceAndSaysWhy() {
        HaltWatch watch = new HaltWatch(HaltRule.atFailures(1));

        assertFalse(watch.ended(true));
        assertTrue(watch.ended(false));
        assertFalse(watch.ended(false));
        assertEquals("1 job has failed", watch.reason());
    }

    @Test
    void theMedianOfSuccessesLimitsJobs() {
        MedianTimeout timeout = new MedianTimeout(3);
        timeout.ended(ended(Duration.ofHours(1), Optional.of(FailureKind.THREW)));
        timeout.ended(ended(Duration.ofSeconds(2), Optional.empty()));
        timeout.ended(ended(Duration.ofSeconds(1000), Optional.empty()));
        assertEquals(Optional.empty(), timeout.limit());

        timeout.ended(ended(Duration.ofSeconds(2), Optional.empty()));

        assertEquals(6, timeout.limit().orElseThrow().toMillis() / 1000.0, 0.1);
    }

    private static JobEnded ended(Duration ran, Optional<FailureKind> failure) {
        return new JobEnded(
                1,
                Optional.empty(),
                failure,
                1,
                OptionalInt.of(1),
                Optional.of(new JobTimes(Duration.ZERO, ran, Duration.ZERO)));
    }
}
