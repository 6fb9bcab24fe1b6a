package org.sempool.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specifies with what the report begins. */
final class ReportTest {
    private static final Circumstances HOW =
            new Circumstances(
                    ZonedDateTime.of(2026, 11, 30, 20, 15, 0, 0, ZoneOffset.ofHours(1)),
                    "pool 1.0 on Java 25",
                    "pool bench --only '<pool>'",
                    5,
                    Duration.ofMillis(200));

    @TempDir private Path directory;

    private static Measurement measured(
            String name, String semaphore, int payload, double rate, long p50, double rerunMillis) {
        return new Measurement(
                name,
                semaphore,
                1,
                payload,
                0,
                1024,
                rate,
                rate * 0.8,
                rate * 1.25,
                p50,
                p50 * 10,
                p50 * 100,
                p50 * 1000,
                List.of(p50),
                0.4,
                0,
                300,
                50,
                rerunMillis,
                2,
                1e10,
                "2 x fast",
                "JVM 25");
    }

    private static final Measurement POOL = measured("pool shm", "futex", 100, 4_400_000, 470, 11);
    private static final Measurement LIMIT = measured("C spin limit", "", 100, 14e6, 200, 0);
    private static final Measurement LECTURE =
            measured("C lecture queue", "", 100, 650_000, 29_000, 0);
    private static final Measurement SOCKET =
            measured("unix socket", "", 100, 9_170_000, 30_000, 0);
    private static final Measurement COPY = measured("memcpy", "", 100, 76e6, 20, 0);
    private static final Measurement TRANSPORT =
            measured("transport shm", "futex", 100, 6_590_000, 350, 0);
    private static final Measurement LARGE = measured("pool shm", "futex", 16384, 187_000, 900, 0);
    private static final LinesMeasurement SUBMIT =
            new LinesMeasurement(
                    "pool submit echo",
                    10,
                    5_000_000,
                    1_180_000,
                    1e6,
                    1.3e6,
                    13e6,
                    400,
                    2,
                    "2 x fast",
                    "JVM 25");
    private static final LinesMeasurement CAT =
            new LinesMeasurement(
                    "cat IN | cat > OUT",
                    10,
                    5_000_000,
                    158e6,
                    1e8,
                    2e8,
                    1730e6,
                    2,
                    2,
                    "2 x fast",
                    "JVM 25");

    private static Figures jobs(Measurement... jobs) {
        return new Figures(List.of(jobs), List.of());
    }

    @Test
    void theHeadlineSaysWhatWasFound() {
        assertEquals(
                "The pool does 4.40 million jobs a second, 6.8 times as many as the lecture\u2019s queue"
                        + " in C and 0.48 times as many as the fastest other way, unix socket.",
                Headline.of(jobs(LIMIT, COPY, TRANSPORT, LECTURE, SOCKET, POOL, LARGE)));
        assertEquals("The pool does 4.40 million jobs a second.", Headline.of(jobs(POOL)));
        assertEquals(
                "The pool does 187,000 jobs a second.", Headline.of(jobs(LARGE, POOL, SOCKET)));
        assertEquals(
                "Of those measured, unix socket is the fastest, with 9.17 million jobs a second.",
                Headline.of(jobs(LECTURE, SOCKET)));
    }

    @Test
    void moreIsSaidOfThePool() {
        assertEquals(
                "Its slowest round made 3.52 million jobs a second, its fastest 5.50 million jobs a"
                        + " second. Half of all single jobs are back within 0.47 \u00b5s, and one in a"
                        + " thousand takes longer than 47 \u00b5s. If its worker is killed, a job runs"
                        + " again on another after 11 ms.",
                Headline.more(jobs(SOCKET, POOL)));
        assertEquals("", Headline.more(jobs(SOCKET)));
    }

    @Test
    void withoutJobsTheHeadlineIsAboutLines() {
        assertEquals(
                "pool submit echo writes 1.18 million lines of 10 bytes a second, 13 MB/s; cat IN | cat"
                        + " > OUT, 1,730 MB/s.",
                Headline.of(new Figures(List.of(), List.of(SUBMIT, CAT))));
    }

    @Test
    void theLecturesQueueIsExplainedWithItsFigures() {
        String text = Headline.lectureQueue(jobs(LECTURE, POOL));

        assertTrue(
                text.contains("takes 29 \u00b5s there and back, in the pool 0.47 \u00b5s."), text);
        assertEquals("", Headline.lectureQueue(jobs(POOL)));
    }

    @Test
    void thePlotShowsEachContenderWithItsSpread() {
        String plot = ThroughputPlot.of(jobs(COPY, LECTURE, SOCKET, POOL, LARGE));

        List<String> rows = new ArrayList<>();
        Pattern row =
                Pattern.compile(
                        "<li class=\"(\\w+)\"><span class=\"name\">([^<]+)<.*?fill\" style=\"(.*?)\".*?"
                                + "spread\" style=\"(.*?)\".*?<b>(.*?)</b> (.*?)</span>");
        for (MatchResult match : row.matcher(plot).results().toList()) {
            rows.add(
                    String.join(
                            "|",
                            match.group(1),
                            match.group(2),
                            match.group(3),
                            match.group(4),
                            match.group(5),
                            match.group(6)));
        }
        assertEquals(
                List.of(
                        "other|unix socket|width:80.00%|left:64.00%;width:36.00%|9.17\u00a0M|7.34\u00a0M to 11.46\u00a0M",
                        "ours|pool shm futex|width:38.39%|left:30.71%;width:17.27%|4.40\u00a0M|3.52\u00a0M to 5.50\u00a0M",
                        "lecture|C lecture queue|width:5.67%|left:4.54%;width:2.55%|650\u00a0k|520\u00a0k to 813\u00a0k"),
                rows);
    }

    @Test
    void thePageHasAllOfItAndTheWholeMachine() throws Exception {
        Path file = directory.resolve("report.html");

        Report.write(file, new Figures(List.of(LECTURE, SOCKET, POOL), List.of(SUBMIT, CAT)), HOW);

        String page = Files.readString(file);
        assertFalse(page.contains("<!--"), "a place is left");
        assertTrue(page.contains("<h1>The pool does 4.40 million"), page);
        assertTrue(page.indexOf("<h1>") < page.indexOf("class=\"ours\""));
        assertTrue(page.indexOf("class=\"ours\"") < page.indexOf("sem_wait"));
        assertTrue(page.contains("<dd>pool bench --only '&lt;pool&gt;'</dd>"), page);
        assertTrue(page.contains("<dd>2026-11-30 20:15 +01:00</dd>"), page);
        assertTrue(
                page.contains("<dd>5 of each contender in each setting, about 200 ms each</dd>"));
        assertTrue(page.contains("<dd>pool 1.0 on Java 25</dd>"), page);
        assertTrue(
                Pattern.compile("<dt>Memory</dt><dd>[1-9][\\d.]* GiB; memcpy [\\d.]+ GB/s</dd>")
                        .matcher(page)
                        .find());
        assertTrue(page.contains("<dd>" + Machine.cores() + " x "), page);
        assertTrue(page.contains("prefers-color-scheme: dark"));
    }
}
