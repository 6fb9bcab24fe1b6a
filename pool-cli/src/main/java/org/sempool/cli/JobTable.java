package org.sempool.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Activity;
import org.sempool.inspect.Snapshot.Progress;
import org.sempool.inspect.Snapshot.Worker;

/** The running jobs of several pools as a table, the one that has run longest first. */
final class JobTable {
    private static final String HEAD = "       TIME  PROGRESS              JOB  ";
    private static final int BAR = 10;
    private static final int MOST_NAME = 40;
    private static final int LEAST_NAME = 4;
    private static final long MINUTE = 60;
    private static final AttributedStyle DONE =
            AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);

    private final JobAges ages = new JobAges();
    private final Map<Path, Rate> rates = new HashMap<>();
    private final boolean isUnicode;
    private int nameColumns = LEAST_NAME;

    private record Row(Snapshot pool, Worker worker, JobAges.Age age) {
        String name() {
            return Visible.line(
                    worker.progress()
                            .flatMap(Progress::name)
                            .or(worker::text)
                            .filter(text -> !text.isBlank())
                            .orElse("-"));
        }

        String message() {
            String died = worker.activity() == Activity.DEAD ? "its worker has died" : "";
            return Visible.line(worker.progress().map(Progress::message).orElse("") + died);
        }

        double fraction() {
            return worker.progress().map(Progress::fraction).orElse(Double.NaN);
        }
    }

    JobTable(boolean isUnicode) {
        this.isUnicode = isUnicode;
    }

    /** Returns the lines for pools that were seen at this time of the monotonic clock. */
    List<AttributedString> draw(List<Snapshot> pools, long nanos) {
        List<Row> rows = new ArrayList<>();
        for (Snapshot pool : pools) {
            for (Worker worker : pool.workers()) {
                JobAges.Age age = ages.look(pool, worker, nanos);
                if (worker.job().isPresent()) {
                    rows.add(new Row(pool, worker, age));
                }
            }
        }
        // The sort is stable: of the same age, jobs keep the order of pools and workers.
        rows.sort(Comparator.comparingLong((Row row) -> row.age.nanos()).reversed());
        List<AttributedString> lines = new ArrayList<>();
        String totals = Totals.of(pools).describe(jobsPerSecond(pools, nanos));
        lines.add(new AttributedString(totals, AttributedStyle.BOLD));
        if (rows.isEmpty()) {
            lines.add(new AttributedString("no job is running"));
            return lines;
        }
        int wanted = rows.stream().mapToInt(row -> columns(row.name())).max().orElse(0);
        // It never shrinks, so that the columns behind it stand still.
        nameColumns = Math.clamp(wanted, nameColumns, MOST_NAME);
        lines.add(
                new AttributedString(
                        HEAD + padded("NAME", nameColumns) + "     POOL  WORKER  PROCESS  DOING",
                        AttributedStyle.DEFAULT.inverse()));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private double jobsPerSecond(List<Snapshot> pools, long nanos) {
        rates.keySet().retainAll(pools.stream().map(Snapshot::path).toList());
        for (Snapshot pool : pools) {
            // A job goes through the first queue first.
            pool.queues().stream()
                    .limit(1)
                    .forEach(
                            jobs ->
                                    rates.computeIfAbsent(pool.path(), _ -> new Rate())
                                            .add(nanos, jobs.done()));
        }
        return rates.values().stream().mapToDouble(Rate::perSecond).sum();
    }

    private AttributedString line(Row row) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(String.format(Locale.ROOT, "%11s  ", time(row.age)));
        addProgress(line, row.fraction());
        line.append(String.format(Locale.ROOT, "  %6d  ", row.worker.job().orElseThrow()));
        line.append(padded(row.name(), nameColumns));
        line.append(
                String.format(
                        Locale.ROOT,
                        "  %7d  %6d  %7s",
                        row.pool.owner(),
                        row.worker.number(),
                        row.worker.process().isPresent()
                                ? "" + row.worker.process().getAsLong()
                                : "-"));
        return line.append(row.message().isEmpty() ? "" : "  " + row.message())
                .toAttributedString();
    }

    private void addProgress(AttributedStringBuilder line, double fraction) {
        if (Double.isNaN(fraction)) {
            line.append("-").append(" ".repeat(BAR + " 100 %".length() - 1));
            return;
        }
        int full = (int) (BAR * Math.clamp(fraction, 0, 1));
        line.append((isUnicode ? "█" : "#").repeat(full), DONE);
        line.append((isUnicode ? "░" : ".").repeat(BAR - full), AttributedStyle.DEFAULT.faint());
        line.append(String.format(Locale.ROOT, " %3.0f %%", 100 * fraction));
    }

    /** Such as 7.3 s, 12:03 or 1:07:22, with a sign in front if it may be more. */
    static String time(JobAges.Age age) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(age.nanos());
        long hours = seconds / (MINUTE * MINUTE);
        long minutes = seconds / MINUTE % MINUTE;
        String text;
        if (hours > 0) {
            text = String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % MINUTE);
        } else if (minutes > 0) {
            text = String.format(Locale.ROOT, "%d:%02d", minutes, seconds % MINUTE);
        } else {
            text = String.format(Locale.ROOT, "%.1f s", age.nanos() / 1e9);
        }
        return age.isExact() ? text : ">= " + text;
    }

    /** Cuts or fills a text to columns of the terminal: some characters take two. */
    private static String padded(String text, int columns) {
        int wide = columns(text);
        if (wide <= columns) {
            return text + " ".repeat(columns - wide);
        }
        String cut = new AttributedString(text).columnSubSequence(0, columns - 3).toString();
        return cut + "..." + " ".repeat(columns - columns(cut) - 3);
    }

    private static int columns(String text) {
        return new AttributedString(text).columnLength();
    }
}
