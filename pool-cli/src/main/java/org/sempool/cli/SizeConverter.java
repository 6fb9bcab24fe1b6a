package org.sempool.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as users write it: a number and, if it is large, a binary unit. */
final class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?(?:b|([kmgt])(?:i?b)?)?");
    private static final String UNITS = "kmgt";
    private static final int BITS_OF_A_UNIT = 10;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Called by picocli. */
    SizeConverter() {}

    @Override
    public Long convert(String value) {
        Matcher parts = FORM.matcher(value.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new TypeConversionException(
                    "'"
                            + value
                            + "' is not a size; write bytes, or a number and k, m, g or t: 5m, 2g");
        }
        String unit = parts.group(2);
        int shift = unit == null ? 0 : BITS_OF_A_UNIT * (UNITS.indexOf(unit) + 1);
        BigDecimal bytes =
                new BigDecimal(parts.group(1))
                        .multiply(BigDecimal.valueOf(1L << shift))
                        .setScale(0, RoundingMode.CEILING);
        if (bytes.compareTo(LARGEST) > 0) {
            throw new TypeConversionException("'" + value + "' is more than any machine has");
        }
        return bytes.longValueExact();
    }
}
