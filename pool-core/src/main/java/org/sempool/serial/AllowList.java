package org.sempool.serial;

import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The classes that results or exceptions may consist of, and the limits of their size. Immutable.
 */
public final class AllowList {
    private static final String ALWAYS = "java.base/*";
    private static final String NOTHING_ELSE = "!*";

    /** The JDK's collections make their tables somewhat larger than their content. */
    private static final long ELEMENTS_PER_BYTE = 4;

    private static final long SMALL_ARRAY = 65_536;

    private static final String NAME = "[^\\s!*./;=\\[]+(\\.[^\\s!*./;=\\[]+)*";

    /** The JDK takes other text for the name of a class, which then matches nothing. */
    private static final Pattern CLASSES =
            Pattern.compile("(%1$s/)?(\\*|%1$s(\\*|\\.\\*\\*?)?)".formatted(NAME));

    /** The limits, with the JDK's names in lower case, and their defaults. */
    private enum Limit {
        MAXDEPTH(100, "is nested more deeply than"),
        MAXREFS(10_000_000, "has more objects than"),
        MAXBYTES(1 << 30, "has more bytes than"),
        MAXARRAY(1 << 30, "has an array of more elements than");

        private final long most;
        private final String exceeded;

        Limit(long most, String exceeded) {
            this.most = most;
            this.exceeded = exceeded;
        }

        private static Optional<Limit> named(String name) {
            for (Limit limit : values()) {
                if (limit.toString().equals(name)) {
                    return Optional.of(limit);
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String setting;
    private final ObjectInputFilter classes;
    private final Map<Limit, Long> limits;

    private AllowList(String setting, ObjectInputFilter classes, Map<Limit, Long> limits) {
        this.setting = setting;
        this.classes = classes;
        this.limits = limits;
    }

    /**
     * Parses patterns of classes, and limits such as {@code maxdepth=1000}.
     *
     * @param setting what they are called in messages
     * @param allowed the patterns and limits
     * @return the list
     * @throws IllegalArgumentException if one is neither
     */
    public static AllowList of(String setting, List<String> allowed) {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            limits.put(limit, limit.most);
        }
        List<String> patterns = new ArrayList<>();
        for (String part : allowed) {
            int equals = part.indexOf('=');
            Optional<Limit> limit =
                    equals < 0 ? Optional.empty() : Limit.named(part.substring(0, equals));
            if (limit.isPresent()) {
                limits.put(limit.get(), count(setting, part, part.substring(equals + 1)));
            } else {
                patterns.add(checked(setting, part));
            }
        }
        patterns.add(ALWAYS);
        patterns.add(NOTHING_ELSE);
        return new AllowList(
                setting, ObjectInputFilter.Config.createFilter(String.join(";", patterns)), limits);
    }

    private static String checked(String setting, String pattern) {
        if (!CLASSES.matcher(pattern).matches()) {
            throw new IllegalArgumentException(
                    setting
                            + "="
                            + pattern
                            + " is not a pattern of classes; write com.acme.* for a package,"
                            + " com.acme.** for those below it, too, or the name of a class");
        }
        return pattern;
    }

    private static long count(String setting, String limit, String value) {
        try {
            long count = Long.parseLong(value);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException notEvenANumber) {
            // Reported like a negative number.
        }
        throw new IllegalArgumentException(
                setting + "=" + limit + " is not a limit; write a whole number from 0 after the =");
    }

    /**
     * The filter for one object.
     *
     * @param payloadBytes the size of its serialized form
     * @return the filter
     */
    public Reading reading(long payloadBytes) {
        return new Reading(payloadBytes);
    }

    /** Filters one object, and remembers why it was rejected. */
    public final class Reading implements ObjectInputFilter {
        private final long payloadBytes;
        private final AtomicReference<@Nullable String> rejection = new AtomicReference<>();

        private Reading(long payloadBytes) {
            this.payloadBytes = payloadBytes;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            if (exceeds(Limit.MAXDEPTH, info.depth())
                    || exceeds(Limit.MAXREFS, info.references())
                    || exceeds(Limit.MAXBYTES, payloadBytes)
                    || exceeds(Limit.MAXARRAY, info.arrayLength())) {
                return Status.REJECTED;
            }
            if (info.arrayLength() > Math.max(SMALL_ARRAY, ELEMENTS_PER_BYTE * payloadBytes)) {
                // Memory would be allocated for it before the lack of data shows.
                reject(
                        "claims to have an array of "
                                + info.arrayLength()
                                + " elements, but too few bytes for them were received");
                return Status.REJECTED;
            }
            Status status = classes.checkInput(info);
            Class<?> type = info.serialClass();
            if (status == Status.REJECTED && type != null) {
                reject(
                        "has a "
                                + type.getName()
                                + ", which is not allowed; add to the setting "
                                + setting
                                + ": "
                                + patternOf(type));
            }
            return status;
        }

        private boolean exceeds(Limit limit, long value) {
            long most = limits.getOrDefault(limit, limit.most);
            if (value <= most) {
                return false;
            }
            reject(
                    limit.exceeded
                            + " "
                            + limit
                            + "="
                            + most
                            + " allows; if this is intended, add more to the setting "
                            + setting
                            + ": \""
                            + limit
                            + "=...\"");
            return true;
        }

        private void reject(String why) {
            rejection.compareAndSet(null, why);
        }

        /**
         * Why the object was rejected.
         *
         * @return the reason, or null if it was not rejected
         */
        public @Nullable String whyRejected() {
            return rejection.get();
        }
    }

    /** What allows a class: its package, unless that has no name. */
    private static String patternOf(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        String name = element.getPackageName();
        return name.isEmpty() ? '"' + element.getName() + '"' : '"' + name + ".*\"";
    }
}
