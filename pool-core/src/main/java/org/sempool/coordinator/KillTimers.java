package org.sempool.coordinator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.sempool.coordinator.EventThread.Timer;

/**
 * How long a worker may take for something before it is killed, by the pool's clock. A timer that
 * is over keeps nothing of its worker, however long it would have run.
 *
 * <p>Belongs to the event thread.
 *
 * @param <W> a worker
 */
final class KillTimers<W> {
    /** What a worker may take its time for. */
    enum Bound {
        START("it was not ready within startTimeout="),
        RETIRE("it had retired, and did not end within stopTimeout="),
        LEAVE(
                "its JVM had begun to shut down, as by System.exit or a signal, and had not ended"
                        + " within ");

        private final String excess;

        Bound(String excess) {
            this.excess = excess;
        }
    }

    /** How long to wait at least if a timer turns out to have run while the clock stood. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    private final EventThread thread;
    private final PoolClock clock;
    private final BiConsumer<W, String> kill;
    private final Map<W, Map<Bound, Timer>> timers = new HashMap<>();

    /**
     * @param clock what the times are measured by
     * @param kill is given the worker, and why it is to be killed
     */
    KillTimers(EventThread thread, PoolClock clock, BiConsumer<W, String> kill) {
        this.thread = thread;
        this.clock = clock;
        this.kill = kill;
    }

    /** Begins to count, unless it does already. */
    void begin(Bound bound, W worker, Duration time) {
        Map<Bound, Timer> all = timers.computeIfAbsent(worker, _ -> new EnumMap<>(Bound.class));
        if (!all.containsKey(bound)) {
            Runnable kills = () -> kill.accept(worker, bound.excess + time.toMillis() + " ms");
            awaitEnd(all, bound, time, clock.nanos() + EventThread.nanos(time), kills);
        }
    }

    /** Waits for real time, and goes on waiting if the clock stood in some of it. */
    private void awaitEnd(
            Map<Bound, Timer> all, Bound bound, Duration pause, long end, Runnable kills) {
        all.put(
                bound,
                thread.runAfter(
                        pause,
                        () -> {
                            Duration left = Duration.ofNanos(end - clock.nanos());
                            if (!left.isPositive()) {
                                kills.run();
                            } else if (left.compareTo(SHORTEST_PAUSE) < 0) {
                                awaitEnd(all, bound, SHORTEST_PAUSE, end, kills);
                            } else {
                                awaitEnd(all, bound, left, end, kills);
                            }
                        }));
    }

    /** It has done that. */
    void end(Bound bound, W worker) {
        Map<Bound, Timer> all = timers.get(worker);
        Timer timer = all == null ? null : all.remove(bound);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** It has ended. */
    void endAll(W worker) {
        Map<Bound, Timer> all = timers.remove(worker);
        if (all != null) {
            all.values().forEach(Timer::cancel);
        }
    }
}
