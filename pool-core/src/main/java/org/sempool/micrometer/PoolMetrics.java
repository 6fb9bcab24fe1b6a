package org.sempool.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.DurationStats;
import org.sempool.FailureKind;
import org.sempool.PoolStats;
import org.sempool.WorkerPool;
import org.sempool.WorkerStats;

/**
 * Adds what {@link WorkerPool#stats} says to a registry of Micrometer. Needs {@code
 * io.micrometer:micrometer-core} on the class path.
 *
 * <pre>{@code
 * new PoolMetrics(pool).bindTo(registry);
 * }</pre>
 *
 * <p>All meters have the tag {@code pool}, the pool's {@linkplain WorkerPool#name name}. Counters:
 * {@code sempool.jobs.accepted}, {@code .succeeded}, {@code .failed} (tag {@code kind}) and {@code
 * .retried}; {@code sempool.workers.started}, {@code .retired} and {@code .died}; {@code
 * sempool.events.dropped}. Gauges: {@code sempool.jobs.pending} (tag {@code state}: {@code
 * waiting}, {@code running}, {@code delivering}), {@code sempool.workers} (tag {@code state}) and
 * {@code sempool.workers.memory} in bytes. For each {@code phase} of a job, {@code waiting}, {@code
 * running} or {@code delivering}: a timer {@code sempool.jobs.time} with the count and the sum, and
 * gauges {@code sempool.jobs.time.max} and {@code sempool.jobs.time.percentile} (tag {@code phi}).
 *
 * <p>The registry keeps no pool alive: once a pool is unreachable, its gauges are NaN, and its
 * counters stay as they are. {@link #close} removes the meters. Thread-safe; the meters do not
 * block.
 */
@SuppressWarnings("exports") // programs without Micrometer must compile, too
public final class PoolMetrics implements MeterBinder, AutoCloseable {
    private static final String ACCEPTED = "sempool.jobs.accepted";

    private final WorkerPool<?, ?> pool;
    private final Tags tags;
    private final List<Registration> registrations = new ArrayList<>();

    private record Registration(MeterRegistry registry, Meter meter) {}

    /**
     * Makes meters for a pool.
     *
     * @param pool the pool
     */
    public PoolMetrics(WorkerPool<?, ?> pool) {
        this(pool, Tags.empty());
    }

    /**
     * Makes meters for a pool, with more tags.
     *
     * @param pool the pool
     * @param tags tags that all meters get
     */
    public PoolMetrics(WorkerPool<?, ?> pool, Iterable<Tag> tags) {
        this.pool = pool;
        this.tags = Tags.concat(tags, "pool", pool.name());
    }

    /**
     * The numbers as they were lately: a registry reads all meters one after the other. It knows no
     * pool, so that meters may have it.
     */
    private static final class Latest {
        private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

        private volatile Reading last = new Reading(null, 0);

        private record Reading(@Nullable PoolStats stats, long nanos) {}

        PoolStats of(WorkerPool<?, ?> pool) {
            Reading known = last;
            PoolStats stats = known.stats;
            long now = System.nanoTime();
            if (stats == null || now - known.nanos > FRESH_NANOS) {
                stats = pool.stats();
                last = new Reading(stats, now);
            }
            return stats;
        }
    }

    /**
     * Adds the meters to a registry.
     *
     * @throws IllegalStateException if it has meters with these tags, since Micrometer would ignore
     *     the new ones: those of another pool of the same name, say, that were not {@linkplain
     *     #close removed}
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (registry.find(ACCEPTED).tags(tags).meter() != null) {
            throw new IllegalStateException(
                    "the registry has meters for "
                            + tags
                            + " already; close the other PoolMetrics first, or give the pool"
                            + " another name, or these meters more tags");
        }
        new Binding(registry, new Latest()).bind();
    }

    /** Removes the meters from the registries. The pool is not closed. */
    @Override
    public void close() {
        synchronized (registrations) {
            registrations.forEach(known -> known.registry.remove(known.meter));
            registrations.clear();
        }
    }

    /** The meters in one registry. */
    private final class Binding {
        private final MeterRegistry registry;
        private final Latest latest;

        Binding(MeterRegistry registry, Latest latest) {
            this.registry = registry;
            this.latest = latest;
        }

        void bind() {
            counter(ACCEPTED, "Jobs accepted", tags, PoolStats::accepted);
            counter("sempool.jobs.succeeded", "Jobs with a result", tags, PoolStats::succeeded);
            for (FailureKind kind : FailureKind.values()) {
                counter(
                        "sempool.jobs.failed",
                        "Jobs without a result",
                        tags.and("kind", lower(kind)),
                        stats -> stats.failed().getOrDefault(kind, 0L));
            }
            counter("sempool.jobs.retried", "Attempts beyond the first", tags, PoolStats::retried);
            Map<String, ToDoubleFunction<PoolStats>> states =
                    Map.of(
                            "waiting", PoolStats::waiting,
                            "running", PoolStats::running,
                            "delivering", PoolStats::delivering);
            states.forEach(
                    (state, count) ->
                            gauge(
                                    "sempool.jobs.pending",
                                    "Jobs that have not ended",
                                    null,
                                    tags.and("state", state),
                                    count));
            times("waiting", PoolStats::waitingTimes);
            times("running", PoolStats::runningTimes);
            times("delivering", PoolStats::deliveringTimes);
            workers();
            counter(
                    "sempool.events.dropped",
                    "Events that listeners were too slow for",
                    tags,
                    PoolStats::droppedEvents);
        }

        private void workers() {
            counter("sempool.workers.started", "Started", tags, PoolStats::workerStarts);
            counter("sempool.workers.retired", "Replaced", tags, PoolStats::workerRetirements);
            counter("sempool.workers.died", "Died", tags, PoolStats::workerDeaths);
            for (WorkerStats.State state : WorkerStats.State.values()) {
                gauge(
                        "sempool.workers",
                        "Worker processes",
                        "workers",
                        tags.and("state", lower(state)),
                        stats ->
                                (double)
                                        stats.workers().stream()
                                                .filter(worker -> worker.state() == state)
                                                .count());
            }
            gauge(
                    "sempool.workers.memory",
                    "Resident memory of all workers",
                    BaseUnits.BYTES,
                    tags,
                    stats ->
                            (double)
                                    stats.workers().stream()
                                            .mapToLong(w -> w.residentMemory().orElse(0))
                                            .sum());
        }

        private void times(String phase, Function<PoolStats, DurationStats> times) {
            Tags tagged = tags.and("phase", phase);
            Latest read = latest;
            keep(
                    FunctionTimer.builder(
                                    "sempool.jobs.time",
                                    pool,
                                    p -> times.apply(read.of(p)).count(),
                                    p -> (double) times.apply(read.of(p)).total().toNanos(),
                                    TimeUnit.NANOSECONDS)
                            .tags(tagged)
                            .description("How long jobs wait, run and are delivered")
                            .register(registry));
            time("sempool.jobs.time.max", tagged, times, DurationStats::max);
            Map<String, Function<DurationStats, Duration>> percentiles =
                    Map.of(
                            "0.5", DurationStats::p50,
                            "0.9", DurationStats::p90,
                            "0.99", DurationStats::p99,
                            "0.999", DurationStats::p999);
            percentiles.forEach(
                    (phi, duration) ->
                            time(
                                    "sempool.jobs.time.percentile",
                                    tagged.and("phi", phi),
                                    times,
                                    duration));
        }

        private void time(
                String name,
                Tags tagged,
                Function<PoolStats, DurationStats> times,
                Function<DurationStats, Duration> duration) {
            Latest read = latest;
            keep(
                    TimeGauge.builder(
                                    name,
                                    pool,
                                    TimeUnit.NANOSECONDS,
                                    p -> (double) duration.apply(times.apply(read.of(p))).toNanos())
                            .tags(tagged)
                            .register(registry));
        }

        private void counter(
                String name, String description, Tags tagged, ToLongFunction<PoolStats> count) {
            Latest read = latest;
            keep(
                    FunctionCounter.builder(name, pool, p -> (double) count.applyAsLong(read.of(p)))
                            .tags(tagged)
                            .description(description)
                            .register(registry));
        }

        private void gauge(
                String name,
                String description,
                @Nullable String unit,
                Tags tagged,
                ToDoubleFunction<PoolStats> value) {
            Latest read = latest;
            keep(
                    Gauge.builder(name, pool, p -> value.applyAsDouble(read.of(p)))
                            .tags(tagged)
                            .description(description)
                            .baseUnit(unit)
                            .register(registry));
        }

        private void keep(Meter meter) {
            synchronized (registrations) {
                registrations.add(new Registration(registry, meter));
            }
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
