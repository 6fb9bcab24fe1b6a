package org.sempool.coordinator;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what a JVM prints of its own crash from what the handler prints. The message about the
 * worker's death says the same in a line, and where the report is.
 *
 * <p>For one thread.
 */
final class CrashBanner {
    private static final String EMPTY = "#";
    private static final Set<String> FIRST =
            Set.of(
                    "# A fatal error has been detected by the Java Runtime Environment:",
                    "# There is insufficient memory for the Java Runtime Environment to continue.");

    /** The JVM logs while it writes the report. */
    private static final Pattern LOGGED =
            Pattern.compile("^(\\[[^\\]]*\\])?\\[(warning|info) *\\]");

    /** Receives the lines in their order. */
    interface Target {
        void line(String text, boolean isOfCrash);
    }

    private final Target target;

    /** Whether an empty line is held back, with which the banner begins. */
    private boolean held;

    private boolean begun;

    CrashBanner(Target target) {
        this.target = target;
    }

    void line(String text) {
        if (begun) {
            // Other threads may still print.
            target.line(text, text.startsWith(EMPTY) || LOGGED.matcher(text).lookingAt());
            return;
        }
        if (held && FIRST.contains(text)) {
            held = false;
            begun = true;
            target.line(EMPTY, true);
            target.line(text, true);
            return;
        }
        release();
        if (text.equals(EMPTY)) {
            held = true;
        } else {
            target.line(text, false);
        }
    }

    /** Something else follows, or nothing. */
    void release() {
        if (held) {
            held = false;
            target.line(EMPTY, false);
        }
    }
}
