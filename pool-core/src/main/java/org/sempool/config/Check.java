package org.sempool.config;

import java.time.Duration;

/** Rejects settings that are out of range. */
final class Check {
    private static final Duration LONGEST = Duration.ofDays(365);

    private Check() {}

    static void positive(String name, Duration value) {
        boolean holds = value.isPositive() && value.compareTo(LONGEST) <= 0;
        that(holds, name, value, "more than zero, up to a year");
    }

    static void notNegative(String name, Duration value) {
        boolean holds = !value.isNegative() && value.compareTo(LONGEST) <= 0;
        that(holds, name, value, "zero up to a year");
    }

    static void that(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is out of range; allowed is " + allowed);
        }
    }
}
