package org.sempool.bench;

import static org.apache.commons.text.StringEscapeUtils.escapeHtml4;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The throughput of all contenders in the base setting, as a bar each, with a line from the slowest
 * round to the fastest. HTML with styles of the page, not a drawing: it has the colours of a light
 * or a dark page, and fits a narrow one.
 */
final class ThroughputPlot {
    private static final double MILLION = 1e6;
    private static final double THOUSAND = 1e3;
    private static final double PERCENT = 100;

    private ThroughputPlot() {}

    /** The rows, the fastest first. Without those that carry no jobs, which others cannot reach. */
    static String of(Figures figures) {
        List<Measurement> shown =
                Headline.base(figures).stream()
                        .filter(Headline::carriesJobs)
                        .sorted(Comparator.comparingDouble(Measurement::jobsPerSecond).reversed())
                        .toList();
        double most = shown.stream().mapToDouble(Measurement::highestJobsPerSecond).max().orElse(1);
        StringBuilder rows = new StringBuilder();
        shown.forEach(each -> rows.append(row(each, PERCENT / most)));
        return rows.toString();
    }

    private static String row(Measurement each, double scale) {
        double lowest = each.lowestJobsPerSecond();
        double highest = each.highestJobsPerSecond();
        return String.format(
                Locale.ROOT,
                """
                <li class="%s"><span class="name">%s</span>\
                <span class="track"><span class="fill" style="width:%.2f%%"></span>\
                <span class="spread" style="left:%.2f%%;width:%.2f%%"></span></span>\
                <span class="value"><b>%s</b> %s to %s</span></li>
                """,
                kind(each),
                escapeHtml4(Headline.nameOf(each)),
                each.jobsPerSecond() * scale,
                lowest * scale,
                (highest - lowest) * scale,
                shortly(each.jobsPerSecond()),
                shortly(lowest),
                shortly(highest));
    }

    private static String kind(Measurement each) {
        if (Headline.isOurs(each)) {
            return "ours";
        }
        return each.contender().equals(Headline.LECTURE) ? "lecture" : "other";
    }

    private static String shortly(double rate) {
        if (rate >= MILLION) {
            return String.format(Locale.ROOT, "%.2f\u00a0M", rate / MILLION);
        }
        return rate >= THOUSAND
                ? String.format(Locale.ROOT, "%.0f\u00a0k", rate / THOUSAND)
                : String.format(Locale.ROOT, "%.0f", rate);
    }
}
