package org.sempool.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Rejects settings that are out of range. */
public final class Check {
    private static final Duration LONGEST = Duration.ofDays(365);

    private Check() {}

    /**
     * Checks a time that must be more than zero.
     *
     * @throws IllegalArgumentException if it is not, or more than a year
     */
    public static void positive(String name, Duration value) {
        boolean holds = value.isPositive() && value.compareTo(LONGEST) <= 0;
        that(holds, name, value, "more than zero, up to a year");
    }

    /**
     * Checks a time that may be zero.
     *
     * @throws IllegalArgumentException if it is negative, or more than a year
     */
    public static void notNegative(String name, Duration value) {
        Objects.requireNonNull(value, name);
        boolean holds = !value.isNegative() && value.compareTo(LONGEST) <= 0;
        that(holds, name, value, "zero up to a year");
    }

    /**
     * Copies the arguments of a method.
     *
     * @throws NullPointerException if one is null, or all are; names the parameter
     */
    public static <T> List<T> noneNull(String parameter, T[] arguments) {
        for (T argument : Objects.requireNonNull(arguments, parameter)) {
            Objects.requireNonNull(argument, parameter);
        }
        return List.of(arguments);
    }

    /**
     * Checks any condition.
     *
     * @throws IllegalArgumentException if it does not hold; names the setting, its value and what
     *     is allowed
     */
    public static void that(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is out of range; allowed is " + allowed);
        }
    }
}
