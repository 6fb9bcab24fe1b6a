package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sempool.PoolException;
import org.sempool.PoolStartException;
import org.sempool.config.TimeLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the pool's first worker is ready, which {@code build()} waits for. */
final class FirstReady {
    private static final Logger LOG = LoggerFactory.getLogger(FirstReady.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final CompletableFuture<Void> decision = new CompletableFuture<>();

    /** Returns false if it was decided before. */
    boolean succeed() {
        return decision.complete(null);
    }

    /** Returns false if it was decided before. */
    boolean fail(PoolException cause) {
        return decision.completeExceptionally(cause);
    }

    /**
     * Returns when a worker is ready.
     *
     * @throws PoolStartException if a worker has ended before that, or none is ready in time
     */
    void await(TimeLimits limits, Workers workers) throws InterruptedException {
        Duration timeout = limits.ready();
        PoolClock clock = workers.clock();
        TimeLimit limit = new TimeLimit(timeout, clock, workers::processorWaits);
        long usual = clock.nanos() + EventThread.nanos(timeout);
        boolean told = false;
        while (!isDecidedWithin(POLL)) {
            if (limit.left().isZero()) {
                throw new PoolStartException(
                        "no worker was ready within startTimeout="
                                + limits.start().toMillis()
                                + " ms and handlerStartTimeout="
                                + limits.handlerStart().toMillis()
                                + " ms");
            }
            if (!told && clock.nanos() > usual) {
                told = true;
                LOG.warn(
                        "no worker is ready after {} s, since they wait for the {} processors;"
                                + " fewer workers would be ready sooner",
                        timeout.toSeconds(),
                        Runtime.getRuntime().availableProcessors());
            }
        }
    }

    private boolean isDecidedWithin(Duration time) throws InterruptedException {
        try {
            decision.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof PoolStartException failed) {
                throw StreamReading.thrownHere(failed);
            }
            throw new PoolStartException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
