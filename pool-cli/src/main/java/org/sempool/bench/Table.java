package org.sempool.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements for a terminal: a block for each setting, a line for each contender. */
public final class Table {
    private static final String[] HEAD = {
        "contender",
        "jobs/s",
        "lowest",
        "highest",
        "p50 us",
        "p99 us",
        "p99.9 us",
        "max us",
        "CPU s/M",
        "broker",
        "ready ms",
        "RSS MB",
        "rerun ms"
    };
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double BYTES_PER_MB = 1e6;
    private static final double BYTES_PER_GB = 1e9;

    private Table() {}

    /**
     * Formats the table, with the machine above it.
     *
     * @param figures what was measured
     * @return the lines
     */
    public static List<String> of(Figures figures) {
        List<String> lines = new ArrayList<>();
        lines.add(Machine.describe());
        lines.add(Machine.jdk());
        lines.add(
                String.format(
                        Locale.ROOT,
                        "memcpy %.1f GB/s",
                        Machine.copiedBytesPerSecond() / BYTES_PER_GB));
        lines.addAll(ofJobs(figures.jobs()));
        lines.addAll(ofLines(figures.lines()));
        return lines;
    }

    private static List<String> ofLines(List<LinesMeasurement> measurements) {
        List<String> lines = new ArrayList<>();
        int before = -1;
        for (LinesMeasurement each : measurements) {
            if (each.lineBytes() != before) {
                before = each.lineBytes();
                lines.add("");
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%,d lines of %d bytes from file to file",
                                each.lines(),
                                each.lineBytes()));
                lines.add(
                        fileLine("contender", "lines/s", "lowest", "highest", "MB/s", "start ms"));
            }
            lines.add(
                    fileLine(
                            each.contender(),
                            whole(each.linesPerSecond()),
                            whole(each.lowestLinesPerSecond()),
                            whole(each.highestLinesPerSecond()),
                            whole(each.bytesPerSecond() / BYTES_PER_MB),
                            known(each.startMillis())));
        }
        return lines;
    }

    private static String fileLine(Object... cells) {
        return String.format(Locale.ROOT, "%-22s %11s %11s %11s %8s %8s", cells);
    }

    private static List<String> ofJobs(List<Measurement> measurements) {
        List<String> lines = new ArrayList<>();
        String before = "";
        for (Measurement each : measurements) {
            String setting = setting(each);
            if (!setting.equals(before)) {
                lines.add("");
                lines.add(setting);
                lines.add(line((Object[]) HEAD));
                before = setting;
            }
            lines.add(line(each));
        }
        return lines;
    }

    private static String setting(Measurement each) {
        return String.format(
                Locale.ROOT,
                "workers=%d payload=%d bytes job=%d ns queue=%d",
                each.workers(),
                each.payloadBytes(),
                each.jobNanos(),
                each.queue());
    }

    private static String line(Measurement each) {
        return line(
                (each.contender() + " " + each.semaphore()).strip(),
                whole(each.jobsPerSecond()),
                whole(each.lowestJobsPerSecond()),
                whole(each.highestJobsPerSecond()),
                micros(each.roundTripP50()),
                micros(each.roundTripP99()),
                micros(each.roundTripP999()),
                micros(each.roundTripMax()),
                fraction(each.cpuSecondsPerMillionJobs()),
                known(each.brokerSecondsPerMillionJobs()),
                known(each.readyMillis()),
                known(each.residentMegabytes()),
                known(each.killToRerunMillis()));
    }

    private static String line(Object... cells) {
        return String.format(
                Locale.ROOT, "%-22s %11s %11s %11s %8s %8s %9s %9s %8s %7s %8s %7s %8s", cells);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String fraction(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String known(double value) {
        return value == 0 ? "-" : String.format(Locale.ROOT, "%.0f", value);
    }

    private static String micros(long nanos) {
        return fraction(nanos / NANOS_PER_MICRO);
    }
}
