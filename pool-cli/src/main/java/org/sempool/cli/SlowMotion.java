package org.sempool.cli;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.Step;

/**
 * Has every process of a pool wait after each change of a slot, for people to watch with {@code
 * pool inspect --watch}. Made by {@link Step}, in each process.
 */
public final class SlowMotion implements Step.Listener {
    private static final String DELAY = "sempool.delay.nanos";

    private static final Set<Step> SHOWN =
            EnumSet.of(Step.CLAIM_FREE, Step.WRITE, Step.PUBLISH, Step.CLAIM_FULL, Step.FREE);

    private final long nanos = Long.getLong(DELAY, 0);

    /** Made by {@link Step}. */
    public SlowMotion() {}

    /** Slows this process down; to be called before its first pool is made. */
    static void begin(Duration delay) {
        System.setProperty(DELAY, "" + delay.toNanos());
        System.setProperty("sempool.steps", SlowMotion.class.getName());
    }

    /** What slows a worker down. */
    static List<String> workerFlags(Duration delay) {
        return List.of(
                "-D" + DELAY + "=" + delay.toNanos(),
                "-Dsempool.steps=" + SlowMotion.class.getName());
    }

    @Override
    public void reached(Step step) {
        if (SHOWN.contains(step)) {
            try {
                TimeUnit.NANOSECONDS.sleep(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
