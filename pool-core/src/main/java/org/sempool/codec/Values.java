package org.sempool.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Encodes value types of the JDK. As with {@link Fields}, {@link Parts} finds the methods by their
 * types, two for each type. What is read may be damaged, so what the JDK says to that is told as
 * the payload's fault.
 */
final class Values {
    private Values() {}

    private static <T> T valid(Supplier<T> value) {
        try {
            return value.get();
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw new PayloadFormatException("not a value: " + e.getMessage());
        }
    }

    static void put(PayloadWriter payload, BigInteger value) {
        Fields.put(payload, value.toByteArray());
    }

    static BigInteger getBigInteger(PayloadReader payload) {
        byte[] bytes = Fields.getBytes(payload);
        return valid(() -> new BigInteger(bytes));
    }

    static void put(PayloadWriter payload, BigDecimal value) {
        payload.putInt(value.scale());
        put(payload, value.unscaledValue());
    }

    static BigDecimal getBigDecimal(PayloadReader payload) {
        int scale = payload.getInt();
        return new BigDecimal(getBigInteger(payload), scale);
    }

    static void put(PayloadWriter payload, UUID value) {
        payload.putLong(value.getMostSignificantBits());
        payload.putLong(value.getLeastSignificantBits());
    }

    static UUID getUuid(PayloadReader payload) {
        return new UUID(payload.getLong(), payload.getLong());
    }

    static void put(PayloadWriter payload, URI value) {
        Fields.put(payload, value.toString());
    }

    static URI getUri(PayloadReader payload) {
        String text = Fields.getString(payload);
        return valid(() -> URI.create(text));
    }

    static void put(PayloadWriter payload, Path value) {
        String text = value.toString();
        if (!Path.of(text).equals(value)) {
            throw new IllegalArgumentException(
                    "only a path of the default file system can travel, with a name that is text: "
                            + text);
        }
        Fields.put(payload, text);
    }

    static Path getPath(PayloadReader payload) {
        String text = Fields.getString(payload);
        return valid(() -> Path.of(text));
    }

    static void put(PayloadWriter payload, Locale value) {
        String tag = value.toLanguageTag();
        if (!Locale.forLanguageTag(tag).equals(value)) {
            throw new IllegalArgumentException(
                    "a locale that its language tag does not tell cannot travel: " + value);
        }
        Fields.put(payload, tag);
    }

    static Locale getLocale(PayloadReader payload) {
        String tag = Fields.getString(payload);
        Locale locale = Locale.forLanguageTag(tag);
        if (!locale.toLanguageTag().equals(tag)) {
            throw new PayloadFormatException("not a value: " + tag);
        }
        return locale;
    }

    static void put(PayloadWriter payload, Currency value) {
        Fields.put(payload, value.getCurrencyCode());
    }

    static Currency getCurrency(PayloadReader payload) {
        String code = Fields.getString(payload);
        return valid(() -> Currency.getInstance(code));
    }

    static void put(PayloadWriter payload, Duration value) {
        payload.putLong(value.getSeconds());
        payload.putInt(value.getNano());
    }

    static Duration getDuration(PayloadReader payload) {
        long seconds = payload.getLong();
        int nanos = payload.getInt();
        return valid(() -> Duration.ofSeconds(seconds, nanos));
    }

    static void put(PayloadWriter payload, Period value) {
        payload.putInt(value.getYears());
        payload.putInt(value.getMonths());
        payload.putInt(value.getDays());
    }

    static Period getPeriod(PayloadReader payload) {
        return Period.of(payload.getInt(), payload.getInt(), payload.getInt());
    }

    static void put(PayloadWriter payload, Instant value) {
        payload.putLong(value.getEpochSecond());
        payload.putInt(value.getNano());
    }

    static Instant getInstant(PayloadReader payload) {
        long seconds = payload.getLong();
        int nanos = payload.getInt();
        return valid(() -> Instant.ofEpochSecond(seconds, nanos));
    }

    static void put(PayloadWriter payload, LocalDate value) {
        payload.putLong(value.toEpochDay());
    }

    static LocalDate getDate(PayloadReader payload) {
        long day = payload.getLong();
        return valid(() -> LocalDate.ofEpochDay(day));
    }

    static void put(PayloadWriter payload, LocalTime value) {
        payload.putLong(value.toNanoOfDay());
    }

    static LocalTime getTime(PayloadReader payload) {
        long nanos = payload.getLong();
        return valid(() -> LocalTime.ofNanoOfDay(nanos));
    }

    static void put(PayloadWriter payload, LocalDateTime value) {
        put(payload, value.toLocalDate());
        put(payload, value.toLocalTime());
    }

    static LocalDateTime getDateTime(PayloadReader payload) {
        return LocalDateTime.of(getDate(payload), getTime(payload));
    }

    static void put(PayloadWriter payload, OffsetTime value) {
        put(payload, value.toLocalTime());
        put(payload, value.getOffset());
    }

    static OffsetTime getOffsetTime(PayloadReader payload) {
        return OffsetTime.of(getTime(payload), getOffset(payload));
    }

    static void put(PayloadWriter payload, OffsetDateTime value) {
        put(payload, value.toLocalDateTime());
        put(payload, value.getOffset());
    }

    static OffsetDateTime getOffsetDateTime(PayloadReader payload) {
        return OffsetDateTime.of(getDateTime(payload), getOffset(payload));
    }

    static void put(PayloadWriter payload, ZonedDateTime value) {
        put(payload, value.toLocalDateTime());
        put(payload, value.getOffset());
        put(payload, value.getZone());
    }

    static ZonedDateTime getZonedDateTime(PayloadReader payload) {
        LocalDateTime time = getDateTime(payload);
        ZoneOffset offset = getOffset(payload);
        ZoneId zone = getZone(payload);
        return valid(() -> ZonedDateTime.ofInstant(time, offset, zone));
    }

    static void put(PayloadWriter payload, ZoneOffset value) {
        payload.putInt(value.getTotalSeconds());
    }

    static ZoneOffset getOffset(PayloadReader payload) {
        int seconds = payload.getInt();
        return valid(() -> ZoneOffset.ofTotalSeconds(seconds));
    }

    static void put(PayloadWriter payload, ZoneId value) {
        Fields.put(payload, value.getId());
    }

    static ZoneId getZone(PayloadReader payload) {
        String id = Fields.getString(payload);
        return valid(() -> ZoneId.of(id));
    }

    static void put(PayloadWriter payload, Year value) {
        payload.putInt(value.getValue());
    }

    static Year getYear(PayloadReader payload) {
        int year = payload.getInt();
        return valid(() -> Year.of(year));
    }

    static void put(PayloadWriter payload, YearMonth value) {
        payload.putInt(value.getYear());
        payload.putByte((byte) value.getMonthValue());
    }

    static YearMonth getYearMonth(PayloadReader payload) {
        int year = payload.getInt();
        int month = payload.getByte();
        return valid(() -> YearMonth.of(year, month));
    }

    static void put(PayloadWriter payload, MonthDay value) {
        payload.putByte((byte) value.getMonthValue());
        payload.putByte((byte) value.getDayOfMonth());
    }

    static MonthDay getMonthDay(PayloadReader payload) {
        int month = payload.getByte();
        int day = payload.getByte();
        return valid(() -> MonthDay.of(month, day));
    }

    static void put(PayloadWriter payload, OptionalInt value) {
        Fields.put(payload, value.isPresent());
        payload.putInt(value.orElse(0));
    }

    static OptionalInt getOptionalInt(PayloadReader payload) {
        boolean present = Fields.getBoolean(payload);
        int value = payload.getInt();
        return present ? OptionalInt.of(value) : OptionalInt.empty();
    }

    static void put(PayloadWriter payload, OptionalLong value) {
        Fields.put(payload, value.isPresent());
        payload.putLong(value.orElse(0));
    }

    static OptionalLong getOptionalLong(PayloadReader payload) {
        boolean present = Fields.getBoolean(payload);
        long value = payload.getLong();
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    static void put(PayloadWriter payload, OptionalDouble value) {
        Fields.put(payload, value.isPresent());
        Fields.put(payload, value.orElse(0));
    }

    static OptionalDouble getOptionalDouble(PayloadReader payload) {
        boolean present = Fields.getBoolean(payload);
        double value = Fields.getDouble(payload);
        return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
