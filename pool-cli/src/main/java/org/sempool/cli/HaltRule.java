package org.sempool.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * When a batch stops before its end, as GNU parallel's {@code --halt} has it.
 *
 * @param now whether running jobs are killed; otherwise they end by themselves
 * @param what which jobs count; null for never
 * @param number how many of them are enough, or how many percent of all that have ended
 * @param isShare whether it is percent
 */
record HaltRule(boolean now, @Nullable Counted what, double number, boolean isShare) {
    static final HaltRule NEVER = new HaltRule(false, null, 0, false);

    private static final Pattern FORM =
            Pattern.compile("(now|soon),(fail|success|done)=(\\d{1,9}(?:\\.\\d{1,9})?)(%?)");

    /** Fewer say little about a share. */
    private static final int FEWEST_FOR_SHARE = 3;

    private static final double PERCENT = 100;

    /** Which jobs count. */
    enum Counted {
        FAIL("failed"),
        SUCCESS("succeeded"),
        DONE("ended");

        private final String verb;

        Counted(String verb) {
            this.verb = verb;
        }

        long of(long succeeded, long failed) {
            return switch (this) {
                case FAIL -> failed;
                case SUCCESS -> succeeded;
                case DONE -> succeeded + failed;
            };
        }
    }

    /** Called by picocli. */
    static final class Converter implements ITypeConverter<HaltRule> {
        /** Called by picocli. */
        Converter() {}

        @Override
        public HaltRule convert(String value) {
            String text = value.toLowerCase(Locale.ROOT).strip();
            if (text.equals("never")) {
                return NEVER;
            }
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "'"
                                + value
                                + "' does not say when to stop; write never, or now or soon with"
                                + " fail, success or done: soon,fail=1, now,fail=10%");
            }
            Counted what = Counted.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
            double number = Double.parseDouble(parts.group(3));
            boolean isShare = !parts.group(4).isEmpty();
            if (number == 0 || (!isShare && number % 1 != 0) || (isShare && number > PERCENT)) {
                throw new TypeConversionException(
                        "'" + value + "' has no whole number from 1, or percent up to 100");
            }
            if (isShare && what == Counted.DONE) {
                throw new TypeConversionException(
                        "'" + value + "' has percent of the jobs that are done; give a number");
            }
            return new HaltRule(parts.group(1).equals("now"), what, number, isShare);
        }
    }

    /** Stops softly after so many failures. */
    static HaltRule atFailures(long most) {
        return new HaltRule(false, Counted.FAIL, most, false);
    }

    boolean isNever() {
        return what == null;
    }

    /** Whether these numbers of jobs are a reason to stop. */
    boolean isMet(long succeeded, long failed) {
        if (what == null) {
            return false;
        }
        long counted = what.of(succeeded, failed);
        return isShare
                ? counted >= FEWEST_FOR_SHARE && PERCENT * counted >= number * (succeeded + failed)
                : counted >= number;
    }

    /** Says in a few words why a batch stops. */
    String reason(long succeeded, long failed) {
        if (what == null) {
            return "";
        }
        long counted = what.of(succeeded, failed);
        return (counted == 1 ? "1 job has " : counted + " jobs have ") + what.verb;
    }
}
