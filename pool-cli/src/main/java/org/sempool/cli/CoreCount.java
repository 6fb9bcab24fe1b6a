package org.sempool.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number, or one that depends on the machine: {@code +2} is two more than it has cores, {@code
 * -1} one less, and {@code 50%} half of them.
 *
 * @param perCore what is counted for each core
 * @param more what is added to that
 */
record CoreCount(double perCore, double more) {
    private static final double PERCENT = 100;
    private static final Pattern FORM =
            Pattern.compile("([+-])?(\\d{1,6}(?:\\.\\d{1,6})?)|(\\d{1,6}(?:\\.\\d{1,6})?)%");

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    boolean dependsOnCores() {
        return perCore != 0;
    }

    double of(int cores) {
        return perCore * cores + more;
    }

    /**
     * Rounded down to a whole number; at least 1 if it depends on the machine, where a user cannot
     * know.
     */
    int whole(int cores) {
        int number = (int) Math.floor(of(cores));
        return dependsOnCores() ? Math.max(1, number) : number;
    }

    private static CoreCount parse(String text, String what) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is not "
                            + what
                            + "; write a number such as 4, or in terms of the cores: 50%, +2, -1");
        }
        if (parts.group(3) != null) {
            return new CoreCount(Double.parseDouble(parts.group(3)) / PERCENT, 0);
        }
        double number = Double.parseDouble(parts.group(2));
        String sign = parts.group(1);
        return sign == null
                ? new CoreCount(0, number)
                : new CoreCount(1, sign.equals("+") ? number : -number);
    }

    /** For what may be a fraction, such as a load. */
    static final class OfLoad implements ITypeConverter<CoreCount> {
        /** Called by picocli. */
        OfLoad() {}

        @Override
        public CoreCount convert(String value) {
            return parse(value, "a load");
        }
    }

    /** For workers, which are whole. */
    static final class OfWorkers implements ITypeConverter<CoreCount> {
        private static final String WHAT = "a number of workers";

        /** Called by picocli. */
        OfWorkers() {}

        @Override
        public CoreCount convert(String value) {
            CoreCount count = parse(value, WHAT);
            if (count.more != Math.rint(count.more)) {
                throw new TypeConversionException(
                        "'" + value + "' is not " + WHAT + "; write a whole number");
            }
            return count;
        }
    }
}
