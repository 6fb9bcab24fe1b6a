package org.sempool.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.sempool.bench.Contender.Effort;
import org.sempool.bench.Contender.Run;

/** All rounds of one contender in one setting. Belongs to one thread. */
final class Rounds {
    private static final long FIRST_JOBS = 100;
    private static final int MOST_ROUND_TRIPS = 20_000;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double BYTES_PER_MB = 1 << 20;
    private static final double MILLION = 1e6;

    private final Contender contender;
    private final Setting setting;
    private final Run run;
    private final long turnNanos;
    private final long jobs;
    private final int tripsPerRound;
    private final List<Effort> efforts = new ArrayList<>();
    private final List<RoundTrips> roundTrips = new ArrayList<>();
    private long workerMemoryBytes;

    private Rounds(
            Contender contender, Setting setting, Run run, long turnNanos, long jobs, int trips) {
        this.contender = contender;
        this.setting = setting;
        this.run = run;
        this.turnNanos = turnNanos;
        this.jobs = jobs;
        this.tripsPerRound = trips;
    }

    /** Warms up, and finds out how many jobs make a round of about the length of a turn. */
    static Rounds warmUp(Contender contender, Setting setting, Run run, Schedule schedule)
            throws IOException, InterruptedException {
        long nanos = schedule.turn().toNanos();
        // Each worker compiles its code by itself, and the workers share the cores.
        long workersPerCore = Math.max(1, setting.workers() / Machine.cores());
        long warmUpNanos = contender.warmsUp() ? workersPerCore * schedule.warmUp().toNanos() : 0;
        long end = System.nanoTime() + warmUpNanos;
        long jobs = FIRST_JOBS;
        long took;
        do {
            took = Math.max(run.run(jobs).nanos(), 1);
            double wanted = (double) jobs * nanos / took;
            jobs = Math.max(1, (long) Math.min(wanted, 8.0 * jobs));
            var _ = run.roundTrips((int) FIRST_JOBS);
        } while (took < nanos / 2 || System.nanoTime() < end);
        long tripNanos = Math.max(run.roundTrips((int) FIRST_JOBS).at(50), 1);
        int trips = (int) Math.clamp(nanos / tripNanos, FIRST_JOBS, MOST_ROUND_TRIPS);
        return new Rounds(contender, setting, run, nanos, jobs, trips);
    }

    Contender contender() {
        return contender;
    }

    Run run() {
        return run;
    }

    /** Works for at least the length of a turn: the warm-up may have found too few jobs. */
    private Effort work() throws IOException, InterruptedException {
        Effort effort = run.run(jobs);
        while (effort.nanos() < turnNanos) {
            effort = effort.plus(run.run(jobs));
        }
        return effort;
    }

    void measure() throws IOException, InterruptedException {
        var _ = run.run(FIRST_JOBS);
        efforts.add(work());
        roundTrips.add(run.roundTrips(tripsPerRound));
        workerMemoryBytes = run.workerMemoryBytes();
    }

    Measurement result(long killToRerunNanos) {
        double[] rates =
                sorted(efforts, effort -> effort.jobs() * NANOS_PER_SECOND / effort.nanos());
        double[] cpu = sorted(efforts, effort -> secondsPerMillion(effort, effort.cpuNanos()));
        double[] broker =
                sorted(efforts, effort -> secondsPerMillion(effort, effort.brokerNanos()));
        RoundTrips trips = RoundTrips.medians(roundTrips);
        return new Measurement(
                contender.name(),
                contender.semaphore(),
                setting.workers(),
                setting.payloadBytes(),
                setting.jobNanos(),
                setting.queue(),
                median(rates),
                rates[0],
                rates[rates.length - 1],
                trips.at(50),
                trips.at(99),
                trips.at(99.9),
                trips.at(100),
                trips.nanos(),
                median(cpu),
                median(broker),
                run.readyNanos() / NANOS_PER_MILLI,
                workerMemoryBytes / BYTES_PER_MB,
                killToRerunNanos / NANOS_PER_MILLI,
                Machine.cores(),
                Machine.copiedBytesPerSecond(),
                Machine.describe(),
                Machine.jdk());
    }

    private static double secondsPerMillion(Effort effort, long nanos) {
        return nanos / NANOS_PER_SECOND * MILLION / effort.jobs();
    }

    private static double[] sorted(List<Effort> efforts, ToDoubleFunction<Effort> value) {
        return efforts.stream().mapToDouble(value).sorted().toArray();
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
