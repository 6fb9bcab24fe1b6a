package org.sempool.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as users write it: a number and a unit. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?([a-z]+)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1));
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Called by picocli. */
    DurationConverter() {}

    @Override
    public Duration convert(String value) {
        Matcher parts = FORM.matcher(value.toLowerCase(Locale.ROOT));
        if (!parts.matches() || !UNITS.containsKey(parts.group(2))) {
            throw new TypeConversionException(
                    "'"
                            + value
                            + "' is not a duration; write a number and ms, s, m or h: 500ms, 1.5s");
        }
        Duration unit = Objects.requireNonNull(UNITS.get(parts.group(2)));
        BigDecimal nanos =
                new BigDecimal(parts.group(1))
                        .multiply(BigDecimal.valueOf(unit.toNanos()))
                        .setScale(0, RoundingMode.CEILING);
        if (nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0) {
            throw new TypeConversionException(
                    "'" + value + "' is too long; the maximum is a year, 8760h");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /** A duration in a message, such as {@code 1.5 s}. */
    static String inSeconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toNanos(), 9);
        return seconds.stripTrailingZeros().toPlainString() + " s";
    }
}
