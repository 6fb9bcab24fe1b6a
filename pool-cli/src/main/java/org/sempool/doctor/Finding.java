package org.sempool.doctor;

import java.util.Locale;

/**
 * One finding, in one line.
 *
 * @param level how bad it is
 * @param text what was found
 * @param remedy what to do; empty if nothing
 */
public record Finding(Level level, String text, String remedy) {
    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Pools run, but may fail later or do less. */
        WARNING,
        /** Some pools cannot run. */
        PROBLEM
    }

    /**
     * Creates what is as it should be.
     *
     * @param text what was found
     * @return the finding
     */
    public static Finding ok(String text) {
        return new Finding(Level.OK, text, "");
    }

    /**
     * Creates what may fail later.
     *
     * @param text what was found
     * @param remedy what to do
     * @return the finding
     */
    public static Finding warning(String text, String remedy) {
        return new Finding(Level.WARNING, text, remedy);
    }

    /**
     * Creates what keeps some pools from running.
     *
     * @param text what was found
     * @param remedy what to do
     * @return the finding
     */
    public static Finding problem(String text, String remedy) {
        return new Finding(Level.PROBLEM, text, remedy);
    }

    @Override
    public String toString() {
        String line =
                String.format(Locale.ROOT, "%-8s %s", level.name().toLowerCase(Locale.ROOT), text);
        // An error may have several lines; show them as one.
        return (remedy.isEmpty() ? line : line + "; " + remedy).replaceAll("\\s*\\R\\s*", " ");
    }
}
