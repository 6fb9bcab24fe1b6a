package org.sempool.cli;

/**
 * How much text a terminal shows.
 *
 * @param columns characters in a line
 * @param lines how many lines
 */
record TerminalSize(int columns, int lines) {
    /** For text that goes to a file or a pipe. */
    static final TerminalSize UNLIMITED = new TerminalSize(Integer.MAX_VALUE, Integer.MAX_VALUE);

    boolean isLimited() {
        return lines != Integer.MAX_VALUE;
    }

    /** A share of the lines, at least one. */
    TerminalSize share(int parts) {
        return isLimited() ? new TerminalSize(columns, Math.max(1, lines / parts)) : this;
    }

    TerminalSize less(int taken) {
        return isLimited() ? new TerminalSize(columns, Math.max(1, lines - taken)) : this;
    }
}
