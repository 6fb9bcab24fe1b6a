package org.sempool.cli;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.Step;

/**
 * Makes every process of a pool wait after each change of a slot, so that people can follow it with
 * {@code pool inspect --watch}. {@link Step} creates one in each process.
 */
public final class SlowMotion implements Step.Listener {
    private static final String PROPERTY = "sempool.slow.motion.nanos";

    private static final Set<Step> SHOWN =
            EnumSet.of(Step.CLAIM_FREE, Step.WRITE, Step.PUBLISH, Step.CLAIM_FULL, Step.FREE);

    private final long nanos = Long.getLong(PROPERTY, 0);

    /** Called by {@link Step}. */
    public SlowMotion() {}

    /** Slows this process down; call it before the first pool is built. */
    static void begin(Duration pause) {
        System.setProperty(PROPERTY, "" + pause.toNanos());
        System.setProperty("sempool.steps", SlowMotion.class.getName());
    }

    /** The JVM flags that slow a worker down. */
    static List<String> workerFlags(Duration pause) {
        return List.of(
                "-D" + PROPERTY + "=" + pause.toNanos(),
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
