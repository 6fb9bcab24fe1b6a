package org.sempool.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers in words, as messages have them. */
final class Words {
    private Words() {}

    /** Such as {@code 1 job} or {@code 2 jobs}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** A time in its two largest units, such as {@code 12 s}, {@code 3 min 20 s} or {@code 2 d}. */
    static String span(Duration time) {
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() == 0) {
            return pair(time.toMinutes(), "min", time.toSecondsPart(), "s");
        }
        if (time.toDays() == 0) {
            return pair(time.toHours(), "h", time.toMinutesPart(), "min");
        }
        return pair(time.toDays(), "d", time.toHoursPart(), "h");
    }

    private static String pair(long more, String unit, long less, String smallerUnit) {
        return more + " " + unit + (less == 0 ? "" : " " + less + " " + smallerUnit);
    }

    /** Jobs in a second or, if they are few, in a minute or an hour. */
    static String rate(double perSecond) {
        if (perSecond >= 100) {
            return String.format(Locale.ROOT, "%.0f/s", perSecond);
        }
        if (perSecond >= 1) {
            return String.format(Locale.ROOT, "%.1f/s", perSecond);
        }
        double perMinute = 60 * perSecond;
        return perMinute >= 1
                ? String.format(Locale.ROOT, "%.1f/min", perMinute)
                : String.format(Locale.ROOT, "%.1f/h", 60 * perMinute);
    }
}
