package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobClockTest {
    private static final int JOBS = 1 << 16;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final JobClock clock = new JobClock();

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "49_000, 1",
        "60_000, 16",
        "790_000, 16",
        "900_000, 256",
        "900_000_000, 256"
    })
    void theMoreJobsTheFewerAreTimed(String jobsPerSecond, int oneOf) {
        atRate(Long.parseLong(jobsPerSecond.replace("_", "")));
        int timed = 0;

        for (int id = 1; id <= JOBS; id++) {
            if (clock.times(id)) {
                timed++;
                clock.record(id, timesOf(clock.submitted()));
            }
        }

        assertEquals(JOBS / oneOf, timed);
        assertEquals(JOBS, clock.running().count());
    }

    @Test
    void whatIsTimedForARecordingOnlyDoesNotCountTwice() {
        atRate(100_000);

        for (int id = 1; id <= JOBS; id++) {
            clock.record(id, timesOf(clock.submitted()));
        }

        assertEquals(JOBS, clock.running().count());
    }

    private void atRate(long jobsPerSecond) {
        long now = System.nanoTime();
        clock.poll(0, now);
        clock.poll(jobsPerSecond, now + SECOND);
    }

    private static JobClock.Times timesOf(long submitted) {
        JobClock.Times times = new JobClock.Times();
        times.submitted = submitted;
        times.begun = submitted + 1_000;
        times.handled = submitted + 2_000;
        times.decoded = submitted + 3_000;
        return times;
    }
}
