package org.sempool.doctor;

import java.util.Locale;

/**
 * One thing that was looked at, in a line.
 *
 * @param level whether it is as it should be
 * @param text what there is
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

    static Finding ok(String text) {
        return new Finding(Level.OK, text, "");
    }

    static Finding warning(String text, String remedy) {
        return new Finding(Level.WARNING, text, remedy);
    }

    static Finding problem(String text, String remedy) {
        return new Finding(Level.PROBLEM, text, remedy);
    }

    @Override
    public String toString() {
        String line =
                String.format(Locale.ROOT, "%-8s %s", level.name().toLowerCase(Locale.ROOT), text);
        // An error may have more lines, and is to be read in one.
        return (remedy.isEmpty() ? line : line + "; " + remedy).replaceAll("\\s*\\R\\s*", " ");
    }
}
