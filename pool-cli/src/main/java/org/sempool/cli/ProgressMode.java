package org.sempool.cli;

import java.util.Locale;

/** How progress is shown. */
enum ProgressMode {
    /** On the last line of a terminal. */
    BAR,
    /** As a line of its own from time to time, without control characters. */
    PLAIN,
    NONE;

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
