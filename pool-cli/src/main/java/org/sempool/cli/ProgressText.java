package org.sempool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Shows a {@link ProgressState}, as a line for a log or as a bar. */
final class ProgressText {
    private static final int LONGEST_BAR = 24;
    private static final int SHORTEST_BAR = 8;
    private static final int SHORTEST_REPORT = 8;
    private static final String SEPARATOR = ", ";

    private ProgressText() {}

    /** All of it, in a line. */
    static String line(ProgressState state) {
        String text = String.join(SEPARATOR, parts(state));
        return state.report().isEmpty() ? text : text + "; " + Visible.line(state.report());
    }

    /** What fits so many columns. */
    static String bar(ProgressState state, int columns) {
        StringBuilder text = new StringBuilder();
        for (String part : parts(state)) {
            int more = (text.isEmpty() ? 0 : SEPARATOR.length()) + part.length();
            if (text.length() + more > columns) {
                break;
            }
            text.append(text.isEmpty() ? "" : SEPARATOR).append(part);
        }
        OptionalLong all = state.all();
        if (all.isPresent()) {
            int room = Math.min(LONGEST_BAR, columns - text.length() - "[] ".length());
            if (room >= SHORTEST_BAR) {
                text.insert(0, "[" + filled(state.done(), all.getAsLong(), room) + "] ");
            }
        }
        if (!state.report().isEmpty()) {
            int room = columns - text.length() - "; ".length();
            if (room >= SHORTEST_REPORT) {
                text.append("; ").append(Columns.cut(Visible.line(state.report()), room));
            }
        }
        return text.toString();
    }

    /** The most important first. All of them are ASCII. */
    private static List<String> parts(ProgressState state) {
        List<String> parts = new ArrayList<>();
        OptionalLong all = state.all();
        parts.add(
                all.isPresent()
                        ? state.done()
                                + "/"
                                + Words.count(all.getAsLong(), "job")
                                + " ("
                                + percent(state.done(), all.getAsLong())
                                + "%)"
                        : Words.count(state.done(), "job") + " done");
        parts.add(state.failed() + " failed");
        if (all.isPresent()) {
            parts.add("ETA " + state.left().map(Words::span).orElse("?"));
        } else {
            parts.add(Words.span(state.elapsed()) + " so far");
        }
        if (state.perSecond() > 0) {
            parts.add(Words.rate(state.perSecond()));
        }
        if (state.workers() > 0) {
            parts.add(state.running() + " running on " + Words.count(state.workers(), "worker"));
        }
        if (state.doneBefore() > 0) {
            parts.add(state.doneBefore() + " done before");
        }
        return parts;
    }

    private static long percent(long done, long all) {
        return all == 0 ? 100 : Math.min(100, (long) (100.0 * done / all));
    }

    private static String filled(long done, long all, int room) {
        int count = all == 0 ? room : (int) Math.min(room, (double) room * done / all);
        return "=".repeat(count) + " ".repeat(room - count);
    }
}
