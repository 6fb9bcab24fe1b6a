package org.sempool.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was found, in a few sentences with figures. All are about the base setting. */
final class Headline {
    static final String LECTURE = "C lecture queue";

    /** Its processes never sleep, which shows what is possible, and is no way to live. */
    static final String LIMIT = "C spin limit";

    private static final double MILLION = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MB = 1e6;

    /** From here on, a figure has no digit behind the point. */
    private static final double TEN = 10;

    private Headline() {}

    /** The most important: a sentence. */
    static String of(Figures figures) {
        List<Measurement> base = base(figures);
        if (base.isEmpty()) {
            return ofLines(figures.lines());
        }
        Optional<Measurement> ours = ours(base);
        if (ours.isEmpty()) {
            Measurement fastest =
                    base.stream()
                            .max(Comparator.comparingDouble(Measurement::jobsPerSecond))
                            .orElseThrow();
            return "Of those measured, "
                    + nameOf(fastest)
                    + " is the fastest, with "
                    + rate(fastest.jobsPerSecond())
                    + ".";
        }
        StringBuilder text = new StringBuilder("The pool does " + rate(ours.get().jobsPerSecond()));
        lecture(base)
                .ifPresent(
                        lecture ->
                                text.append(", ")
                                        .append(times(ours.get(), lecture))
                                        .append(" as many as the lecture\u2019s queue in C"));
        rival(base)
                .ifPresent(
                        rival ->
                                text.append(lecture(base).isPresent() ? " and " : ", ")
                                        .append(times(ours.get(), rival))
                                        .append(" as many as the fastest other way, ")
                                        .append(nameOf(rival)));
        return text.append('.').toString();
    }

    /** What else there is to say of the pool; empty if it was not measured. */
    static String more(Figures figures) {
        return ours(base(figures)).map(Headline::more).orElse("");
    }

    private static String more(Measurement ours) {
        String text =
                String.format(
                        Locale.ROOT,
                        "Its slowest round made %s, its fastest %s. Half of all single jobs are back"
                                + " within %s, and one in a thousand takes longer than %s.",
                        rate(ours.lowestJobsPerSecond()),
                        rate(ours.highestJobsPerSecond()),
                        duration(ours.roundTripP50()),
                        duration(ours.roundTripP999()));
        return ours.killToRerunMillis() == 0
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                " If its worker is killed, a job runs again on another after %.0f ms.",
                                ours.killToRerunMillis());
    }

    /** Why the lecture's queue is where it is; empty if it was not measured. */
    static String lectureQueue(Figures figures) {
        List<Measurement> base = base(figures);
        return lecture(base)
                .map(
                        lecture ->
                                "The lecture\u2019s queue counts every job with its semaphores: on its way through two"
                                        + " queues, a job takes four sem_wait and four sem_post. Whenever a queue runs"
                                        + " empty or full, a process falls asleep, and the next sem_post has to wake it:"
                                        + " a system call and a switch of processes, which take many times as long as"
                                        + " copying a small job. Here, a single job takes "
                                        + duration(lecture.roundTripP50())
                                        + " there and back"
                                        + ours(base)
                                                .map(
                                                        ours ->
                                                                ", in the pool "
                                                                        + duration(
                                                                                ours
                                                                                        .roundTripP50()))
                                                .orElse("")
                                        + ". The pool uses its semaphores only to sleep: a process that finds a slot"
                                        + " takes it with one atomic operation, and before it sleeps, it looks again for"
                                        + " a moment.")
                .orElse("");
    }

    /** The measurements in the setting of the first, which is the base of all comparisons. */
    static List<Measurement> base(Figures figures) {
        if (figures.jobs().isEmpty()) {
            return List.of();
        }
        Measurement first = figures.jobs().getFirst();
        return figures.jobs().stream()
                .filter(each -> setting(each).equals(setting(first)))
                .toList();
    }

    private static Setting setting(Measurement each) {
        return new Setting(each.workers(), each.payloadBytes(), each.jobNanos(), each.queue());
    }

    static boolean isOurs(Measurement each) {
        return each.contender().startsWith("pool ");
    }

    /** Whether it carries jobs to other processes; otherwise it only shows what is possible. */
    static boolean carriesJobs(Measurement each) {
        return !each.contender().equals(CopyContender.NAME);
    }

    /** The pool as it is by default, which comes first. */
    private static Optional<Measurement> ours(List<Measurement> base) {
        return base.stream().filter(Headline::isOurs).findFirst();
    }

    private static Optional<Measurement> lecture(List<Measurement> base) {
        return base.stream().filter(each -> each.contender().equals(LECTURE)).findFirst();
    }

    /** The fastest that is not of this project, nor the lecture's. */
    private static Optional<Measurement> rival(List<Measurement> base) {
        return base.stream()
                .filter(Headline::carriesJobs)
                .filter(each -> !isOurs(each) && !each.contender().startsWith("transport "))
                .filter(each -> !List.of(LECTURE, LIMIT).contains(each.contender()))
                .max(Comparator.comparingDouble(Measurement::jobsPerSecond));
    }

    static String nameOf(Measurement each) {
        return (each.contender() + " " + each.semaphore()).strip();
    }

    private static String times(Measurement a, Measurement b) {
        double times = a.jobsPerSecond() / b.jobsPerSecond();
        String format = times >= TEN ? "%.0f" : times >= 1 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, times) + " times";
    }

    static String rate(double jobsPerSecond) {
        return (jobsPerSecond >= MILLION
                        ? String.format(Locale.ROOT, "%.2f million", jobsPerSecond / MILLION)
                        : String.format(Locale.ROOT, "%,.0f", jobsPerSecond))
                + " jobs a second";
    }

    private static String duration(long nanos) {
        if (nanos >= NANOS_PER_MILLI) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI);
        }
        double micros = nanos / NANOS_PER_MICRO;
        return String.format(Locale.ROOT, micros < TEN ? "%.2f \u00b5s" : "%.0f \u00b5s", micros);
    }

    private static String ofLines(List<LinesMeasurement> lines) {
        if (lines.isEmpty()) {
            return "Nothing was measured.";
        }
        LinesMeasurement first = lines.getFirst();
        String text =
                String.format(
                        Locale.ROOT,
                        "%s writes %s lines of %d bytes a second, %,.0f MB/s",
                        first.contender(),
                        first.linesPerSecond() >= MILLION
                                ? String.format(
                                        Locale.ROOT,
                                        "%.2f million",
                                        first.linesPerSecond() / MILLION)
                                : String.format(Locale.ROOT, "%,.0f", first.linesPerSecond()),
                        first.lineBytes(),
                        first.bytesPerSecond() / BYTES_PER_MB);
        return text
                + lines.stream()
                        .filter(
                                each ->
                                        each.lineBytes() == first.lineBytes()
                                                && !each.equals(first))
                        .findFirst()
                        .map(
                                each ->
                                        String.format(
                                                Locale.ROOT,
                                                "; %s, %,.0f MB/s",
                                                each.contender(),
                                                each.bytesPerSecond() / BYTES_PER_MB))
                        .orElse("")
                + ".";
    }
}
