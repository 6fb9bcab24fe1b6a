package org.sempool.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts jobs as they end, which with ordered output may be long before their results are written,
 * and stops the batch once its rule is met. Thread-safe.
 */
final class HaltWatch {
    private final HaltRule rule;
    private final AtomicBoolean halted = new AtomicBoolean();
    private volatile @Nullable String reason;
    private long succeeded;
    private long failed;

    HaltWatch(HaltRule rule) {
        this.rule = rule;
    }

    /** Whether it counts at all. */
    boolean isOn() {
        return !rule.isNever();
    }

    /** Whether running jobs are killed when it is time. */
    boolean isNow() {
        return rule.now();
    }

    /** Counts a job; returns true once, when it is time to stop. */
    boolean ended(boolean success) {
        synchronized (this) {
            if (success) {
                succeeded++;
            } else {
                failed++;
            }
            if (!rule.isMet(succeeded, failed) || !halted.compareAndSet(false, true)) {
                return false;
            }
            reason = rule.reason(succeeded, failed);
        }
        return true;
    }

    /** Why it stopped the batch; null if it did not. */
    @Nullable String reason() {
        return reason;
    }
}
