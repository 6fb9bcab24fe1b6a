package org.sempool.cli;

/** How progress is shown. */
enum ProgressMode {
    /** On the last line of a terminal. */
    BAR,
    /** As a line of its own from time to time, without control characters. */
    PLAIN,
    NONE
}
