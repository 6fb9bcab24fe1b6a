package org.sempool.coordinator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.sempool.coordinator.EventThread.Timer;

/**
 * Kills workers that exceed a {@link TimeLimit}. A timer that has ended keeps nothing of its
 * worker, however long it would have run.
 *
 * <p>Belongs to the event thread.
 *
 * @param <W> a worker
 */
final class KillTimers<W> {
    /** What is bounded. */
    enum Bound {
        START("its JVM was not ready to start the handler within startTimeout="),
        HANDLER_START("the handler's start() did not return within handlerStartTimeout="),
        RETIRE("it retired, and did not end within stopTimeout + handlerStopTimeout = "),
        LEAVE(
                "its JVM began to shut down (System.exit, a signal or an error), and did not end"
                        + " within ");

        private final String excess;

        Bound(String excess) {
            this.excess = excess;
        }
    }

    private final EventThread thread;
    private final PoolClock clock;
    private final Function<W, Map<Long, Long>> waits;
    private final BiConsumer<W, String> kill;
    private final Map<W, Map<Bound, Timer>> timers = new HashMap<>();

    /**
     * @param clock measures the times
     * @param waits how long each of a worker's threads has waited for a processor, in nanoseconds
     * @param kill kills the worker, for the given reason
     */
    KillTimers(
            EventThread thread,
            PoolClock clock,
            Function<W, Map<Long, Long>> waits,
            BiConsumer<W, String> kill) {
        this.thread = thread;
        this.clock = clock;
        this.waits = waits;
        this.kill = kill;
    }

    /** Starts a timer, unless it runs already. */
    void begin(Bound bound, W worker, Duration time) {
        Map<Bound, Timer> all = timers.computeIfAbsent(worker, _ -> new EnumMap<>(Bound.class));
        if (!all.containsKey(bound)) {
            TimeLimit limit = new TimeLimit(time, clock, () -> waits.apply(worker));
            Runnable kills = () -> kill.accept(worker, bound.excess + time.toMillis() + " ms");
            awaitEnd(all, bound, limit, kills);
        }
    }

    /** Waits in real time, and continues to wait if some of that does not count. */
    private void awaitEnd(Map<Bound, Timer> all, Bound bound, TimeLimit limit, Runnable kills) {
        Duration left = limit.left();
        if (left.isZero()) {
            kills.run();
        } else {
            all.put(bound, thread.runAfter(left, () -> awaitEnd(all, bound, limit, kills)));
        }
    }

    /** The worker has done it in time. */
    void end(Bound bound, W worker) {
        Map<Bound, Timer> all = timers.get(worker);
        Timer timer = all == null ? null : all.remove(bound);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** The worker has ended. */
    void endAll(W worker) {
        Map<Bound, Timer> all = timers.remove(worker);
        if (all != null) {
            all.values().forEach(Timer::cancel);
        }
    }
}
