package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** Specifies how fast a counter is said to grow. */
final class RateTest {
    private static final long TENTH = 100_000_000;

    private final Rate rate = new Rate();
    private long tenths;
    private long count;

    private void pass(int times, long perTenth) {
        for (int i = 0; i < times; i++) {
            tenths++;
            count += perTenth;
            rate.add(tenths * TENTH, count);
        }
    }

    @Test
    void oneLookShowsNoRate() {
        rate.add(5, 1_000_000);

        assertFalse(rate.isKnown());
        assertEquals(0, rate.perSecond());
    }

    @Test
    void aBurstIsSpreadOverTheLastSeconds() {
        pass(31, 0);
        pass(1, 300);
        pass(5, 0);

        assertEquals(100, rate.perSecond(), 1e-9);
    }

    @Test
    void whatIsOlderThanAFewSecondsIsForgotten() {
        pass(100, 50);
        pass(31, 1);

        assertEquals(10, rate.perSecond(), 1e-9);
    }

    @Test
    void aBarForEachSecondIsAsHighAsItsShare() {
        pass(11, 1);
        pass(10, 4);
        pass(10, 8);
        pass(10, 0);
        pass(5, 100);

        assertEquals("▂▅█ ", rate.sparkline(10, true));
        assertEquals(".=# ", rate.sparkline(10, false));
        assertEquals("█ ", rate.sparkline(2, true));
        assertEquals(80, rate.highest(10), 1e-9);
    }

    @Test
    void ratesAreShortToRead() {
        assertEquals("0/s", Rate.format(0));
        assertEquals("0.7/s", Rate.format(0.66));
        assertEquals("3/s", Rate.format(3.01));
        assertEquals("31,864/s", Rate.format(31_863.7));
    }
}
