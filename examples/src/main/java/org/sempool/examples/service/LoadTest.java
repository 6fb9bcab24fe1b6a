package org.sempool.examples.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.sempool.examples.homework.Usage;

/**
 * Measures the service on this machine: throughput and latency of harmless requests while none or
 * some of the others are harmful, with the pool and with the service's own JVM in turn.
 */
public final class LoadTest {
    private static final int ROUNDS = 3;
    private static final int SECONDS = 4;

    /** What one request in {@link Load#HARMFUL_PERIOD} does. */
    enum Harm {
        NONE("harmless"),
        CRASH("some crash"),
        HANG("some hang");

        private final String words;

        Harm(String words) {
            this.words = words;
        }
    }

    private record Contest(String engine, Harm harm) {}

    private LoadTest() {}

    /**
     * Runs all measurements, which takes about two minutes, and prints a table.
     *
     * @param args seconds for each measurement, and rounds; or nothing
     * @throws IOException if the service cannot be started
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = Usage.orExit(() -> number(args, 0, SECONDS));
        int rounds = Usage.orExit(() -> number(args, 1, ROUNDS));
        Map<Harm, Map<String, List<Load.Report>>> reports = new EnumMap<>(Harm.class);
        for (int round = 0; round < rounds; round++) {
            for (Contest contest : contests()) {
                System.err.println(contest.engine + ", " + contest.harm.words + " ...");
                Load.Report report = Load.run(contest.engine, contest.harm, seconds);
                reports.computeIfAbsent(contest.harm, _ -> new TreeMap<>())
                        .computeIfAbsent(contest.engine, _ -> new ArrayList<>())
                        .add(report);
            }
        }
        print(reports);
    }

    private static int number(String[] args, int index, int otherwise) {
        if (args.length <= index) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(args[index]);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException none) {
            // The same message.
        }
        throw new IllegalArgumentException(
                args[index] + " is no number; usage: [SECONDS [ROUNDS]], each 1 or more");
    }

    /** In pairs, because the machine's speed may change. */
    private static List<Contest> contests() {
        List<Contest> contests = new ArrayList<>();
        for (Harm harm : Harm.values()) {
            contests.add(new Contest("pool", harm));
            contests.add(new Contest("own-jvm", harm));
        }
        return contests;
    }

    private static void print(Map<Harm, Map<String, List<Load.Report>>> reports) {
        String format = "%-12s %-8s %12s %9s %9s %9s %11s%n";
        System.out.printf(
                format,
                "requests",
                "engine",
                "answers/s",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "failed");
        reports.forEach(
                (harm, ofEngines) ->
                        ofEngines.forEach(
                                (engine, all) ->
                                        System.out.printf(
                                                format,
                                                harm.words,
                                                engine,
                                                digits(0, median(all, Load.Report::rate)),
                                                millis(all, 50),
                                                millis(all, 99),
                                                millis(all, 99.9),
                                                digits(1, 100 * median(all, Load.Report::failed))
                                                        + " %")));
    }

    private static String millis(List<Load.Report> all, double percentile) {
        return digits(2, median(all, report -> report.millis(percentile)));
    }

    private static String digits(int decimals, double number) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    private static double median(List<Load.Report> all, ToDoubleFunction<Load.Report> figure) {
        return all.stream()
                .map(report -> figure.applyAsDouble(report))
                .sorted(Comparator.naturalOrder())
                .skip(all.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
