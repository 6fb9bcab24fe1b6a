package org.sempool.chronicle;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.openhft.chronicle.threads.Pauser;
import net.openhft.chronicle.threads.TimingPauser;
import org.jspecify.annotations.Nullable;

/** Waits for what nothing announces: looks for it at growing intervals. For one thread. */
final class Polling {
    private static final int LONGEST_PAUSE_MILLIS = 1;

    private final TimingPauser pauser = Pauser.balancedUpToMillis(LONGEST_PAUSE_MILLIS);

    /**
     * Looks again and again.
     *
     * @param nanos how long at most
     * @param isOver whether to give up at once; asked before each pause
     * @param look what is looked for, or null as long as there is none
     * @return what was found, or null
     */
    <T> @Nullable T await(long nanos, BooleanSupplier isOver, Supplier<@Nullable T> look) {
        long deadline = System.nanoTime() + nanos;
        pauser.reset();
        T found = null;
        while (found == null && System.nanoTime() < deadline && !isOver.getAsBoolean()) {
            pauser.pause();
            found = look.get();
        }
        return found;
    }
}
