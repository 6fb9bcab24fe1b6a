package org.sempool.wire;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes a throwable in one line: its class and message, and those of its root cause. */
public final class FailureLine {
    private static final int LONGEST_MESSAGE = 400;

    /** Chains of causes may be circular. */
    private static final int MOST_CAUSES = 50;

    /** What the JVM keeps of an exception in a static initializer, for later attempts. */
    private static final Pattern RECORDED =
            Pattern.compile("Exception (.*) \\[in thread \".*\"]", Pattern.DOTALL);

    private FailureLine() {}

    /**
     * Describes a throwable. Its methods are the user's code and may throw.
     *
     * @param thrown what was thrown
     * @return one line
     */
    public static String of(Throwable thrown) {
        Throwable first = thrown;
        Throwable root = thrown;
        boolean wrapped = true;
        for (int depth = 0; depth < MOST_CAUSES; depth++) {
            Throwable cause = causeOf(root);
            if (cause == null) {
                break;
            }
            // A mere wrapper is replaced by its cause.
            wrapped = wrapped && isWrapper(root);
            first = wrapped ? cause : first;
            root = cause;
        }
        String line = describe(first);
        String rootLine = describe(root);
        return line.contains(rootLine) ? line : line + "; caused by " + rootLine;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof InvocationTargetException
                || thrown instanceof ExceptionInInitializerError
                || thrown instanceof ServiceConfigurationError;
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | Error hostile) {
            return null;
        }
    }

    private static String describe(Throwable thrown) {
        String type = thrown.getClass().getName();
        String message;
        try {
            message = String.valueOf(thrown.getMessage()).strip();
            Matcher recorded = RECORDED.matcher(message);
            if (thrown instanceof ExceptionInInitializerError && recorded.matches()) {
                return shorten(recorded.group(1));
            }
        } catch (RuntimeException | Error hostile) {
            return type + ": (no message: reading it threw " + hostile.getClass().getName() + ")";
        }
        String line = message.lines().findFirst().orElse("");
        if (line.isEmpty() || line.equals("null")) {
            return type;
        }
        return type + ": " + shorten(line);
    }

    private static String shorten(String line) {
        return line.length() <= LONGEST_MESSAGE
                ? line
                : line.substring(0, LONGEST_MESSAGE) + " ...";
    }
}
