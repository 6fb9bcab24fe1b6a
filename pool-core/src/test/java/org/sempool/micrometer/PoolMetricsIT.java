package org.sempool.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.Remains;
import org.sempool.TestHandlers;
import org.sempool.TestPools;
import org.sempool.WorkerPool;

/** A pool's numbers are meters in a registry. */
@Timeout(120)
final class PoolMetricsIT {
    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static void run(WorkerPool<String, String> pool) {
        assertEquals("1", pool.submit("echo 1").join());
        assertEquals("slept", pool.submit("sleep 20").join());
        assertThrows(CompletionException.class, () -> pool.submit("throw x").join());
    }

    private static WorkerPool<String, String> pool() {
        return TestPools.builder(TestHandlers.Obey.class).name("p").workers(2).build();
    }

    @Test
    void aSimpleRegistryHasThem() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (WorkerPool<String, String> pool = pool();
                PoolMetrics metrics = new PoolMetrics(pool)) {
            run(pool);
            metrics.bindTo(registry);

            assertEquals(3, counter(registry, "sempool.jobs.accepted"));
            assertEquals(2, counter(registry, "sempool.jobs.succeeded"));
            assertEquals(1, counter(registry, "sempool.jobs.failed", "kind", "threw"));
            assertEquals(0, counter(registry, "sempool.jobs.failed", "kind", "timed_out"));
            assertEquals(2, counter(registry, "sempool.workers.started"));
            assertEquals(
                    0,
                    registry.get("sempool.jobs.pending").tag("state", "waiting").gauge().value());
            assertTrue(registry.get("sempool.workers.memory").gauge().value() > 1_000_000);
            var time = registry.get("sempool.jobs.time").tag("phase", "running").functionTimer();
            assertEquals(3, time.count());
            assertTrue(time.totalTime(TimeUnit.MILLISECONDS) >= 19);
            assertTrue(
                    registry.get("sempool.jobs.time.max")
                                    .tag("phase", "running")
                                    .timeGauge()
                                    .value(TimeUnit.MILLISECONDS)
                            >= 19);
        }
        assertTrue(registry.getMeters().isEmpty(), "they are removed");
    }

    private static double counter(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tag("pool", "p").tags(tags).functionCounter().count();
    }

    @Test
    void prometheusGetsItsNamesAndUnits() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (WorkerPool<String, String> pool = pool();
                PoolMetrics metrics = new PoolMetrics(pool)) {
            run(pool);
            metrics.bindTo(registry);

            String text = registry.scrape();
            assertContains("sempool_jobs_succeeded_total{pool=\"p\"} 2.0", text);
            assertContains("sempool_jobs_failed_total{kind=\"threw\",pool=\"p\"} 1.0", text);
            assertContains("sempool_jobs_pending{pool=\"p\",state=\"running\"} 0.0", text);
            assertContains("sempool_jobs_time_seconds_count{phase=\"running\",pool=\"p\"} 3", text);
            assertContains("sempool_workers_memory_bytes{pool=\"p\"}", text);
            assertContains("sempool_jobs_time_percentile_seconds{phase=\"waiting\",phi=", text);
        }
    }

    @Test
    void twoPoolsOfOneNameNeedTagsThatDiffer() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (WorkerPool<String, String> pool = pool();
                WorkerPool<String, String> other = pool()) {
            PoolMetrics metrics = new PoolMetrics(pool);
            PoolMetrics clashing = new PoolMetrics(other);
            metrics.bindTo(registry);

            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> clashing.bindTo(registry));

            assertContains("pool=p", String.valueOf(e.getMessage()).replace("\"", ""));
            clashing.close();
            assertTrue(!registry.getMeters().isEmpty(), "those of the first pool stay");
            metrics.close();
            clashing.bindTo(registry);
            run(other);
            Awaitility.await().until(() -> counter(registry, "sempool.jobs.succeeded") == 2);
        }
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }
}
