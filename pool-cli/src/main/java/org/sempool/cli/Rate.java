package org.sempool.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/**
 * How fast a counter grows: now, as the mean of the last seconds, and second by second before that.
 * The mean hides that processes work in bursts, which would make a figure unreadable.
 */
final class Rate {
    /** How many seconds are kept. No terminal is wider. */
    private static final int MOST_SECONDS = 512;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long WINDOW = 3 * SECOND;
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_BLOCKS = "_.:-=+*#";

    private record Sample(long nanos, long count) {}

    /** The last seconds, the oldest first, at least one. */
    private final Deque<Sample> window = new ArrayDeque<>();

    private final Deque<Double> history = new ArrayDeque<>();
    private Sample secondBegan = new Sample(0, 0);

    /** Adds what a counter showed at a time of the monotonic clock. */
    void add(long nanos, long count) {
        Sample sample = new Sample(nanos, count);
        if (window.isEmpty()) {
            secondBegan = sample;
        }
        window.addLast(sample);
        // The last one that is older stays, so that the window is never shorter than it should be.
        while (window.size() > 2 && secondSample().nanos <= nanos - WINDOW) {
            window.removeFirst();
        }
        if (nanos - secondBegan.nanos >= SECOND) {
            history.addLast(perSecond(secondBegan, sample));
            secondBegan = sample;
            if (history.size() > MOST_SECONDS) {
                history.removeFirst();
            }
        }
    }

    private Sample secondSample() {
        var samples = window.iterator();
        samples.next();
        return samples.next();
    }

    /** Whether there is a rate: it takes two looks. */
    boolean isKnown() {
        return window.size() > 1 && window.getLast().nanos > window.getFirst().nanos;
    }

    /** The mean of the last seconds, or of the time since the first look if that is shorter. */
    double perSecond() {
        return isKnown() ? perSecond(window.getFirst(), window.getLast()) : 0;
    }

    private static double perSecond(Sample from, Sample to) {
        return (to.count - from.count) * (double) SECOND / (to.nanos - from.nanos);
    }

    /** The highest of the last seconds. */
    double highest(int seconds) {
        return last(seconds).max().orElse(0);
    }

    /**
     * Draws a bar for each second, the last one at the right; the highest is as high as a line.
     *
     * @param unicode whether the terminal can show block elements
     */
    String sparkline(int seconds, boolean unicode) {
        String blocks = unicode ? BLOCKS : ASCII_BLOCKS;
        double highest = highest(seconds);
        StringBuilder line = new StringBuilder();
        last(seconds)
                .forEach(
                        rate -> {
                            double share = highest == 0 ? 0 : Math.max(0, rate) / highest;
                            line.append(
                                    rate <= 0
                                            ? ' '
                                            : blocks.charAt(
                                                    (int)
                                                            Math.round(
                                                                    share
                                                                            * (blocks.length()
                                                                                    - 1))));
                        });
        return line.toString();
    }

    private DoubleStream last(int seconds) {
        return history.stream()
                .skip(Math.max(0, history.size() - seconds))
                .mapToDouble(Double::doubleValue);
    }

    /** A rate as people read it: with a fraction only if it is small. */
    static String format(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%,.0f/s", perSecond)
                .replace(".0/s", "/s");
    }
}
