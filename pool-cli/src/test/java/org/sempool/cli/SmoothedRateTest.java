package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SmoothedRateTest {
    private final SmoothedRate rate = new SmoothedRate();

    @Test
    void aSteadyRateIsItsMeanFromTheBeginning() {
        assertEquals(0, rate.perSecond());
        for (int i = 0; i < 100; i++) {
            rate.add(50, 0.5);
            assertEquals(100, rate.perSecond(), 0.001);
        }
    }

    @Test
    void aNewRateCountsAfterSomeSeconds() {
        run(1000, 100);
        run(10, 60);

        assertEquals(10, rate.perSecond(), 5);
    }

    @Test
    void slowJobsDoNotMakeItJump() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int job = 0; job < 40; job++) {
            for (int second = 0; second < 60; second++) {
                rate.add(second == 59 ? 1 : 0, 1);
                if (job >= 20) {
                    least = Math.min(least, rate.perSecond());
                    most = Math.max(most, rate.perSecond());
                }
            }
        }

        assertTrue(least > 0.9 / 60 && most < 1.1 / 60, least + " to " + most);
    }

    private void run(long perSecond, int seconds) {
        for (int i = 0; i < seconds; i++) {
            rate.add(perSecond, 1);
        }
    }
}
