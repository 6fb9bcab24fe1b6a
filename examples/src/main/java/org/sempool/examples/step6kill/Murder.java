package org.sempool.examples.step6kill;

import java.io.IOException;
import java.math.BigInteger;
import java.util.concurrent.TimeUnit;

/** Kills a worker that has just taken a victim's number. */
final class Murder {
    private static final BigInteger VICTIM = BigInteger.valueOf(7);
    private static final BigInteger OF = BigInteger.TEN;

    private Murder() {}

    /** Whether the number is a victim: every tenth is. */
    static boolean isFor(BigInteger number) {
        return number.mod(OF).equals(VICTIM);
    }

    /** As if by {@code kill -9 $$}: no clean-up, no exception, no message. */
    static void commit() {
        try {
            var _ =
                    new ProcessBuilder("kill", "-KILL", "" + ProcessHandle.current().pid())
                            .inheritIO()
                            .start()
                            .waitFor();
            // The signal was sent, but has not reached this thread yet.
            TimeUnit.MINUTES.sleep(1);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the command kill cannot be run", e);
        }
        throw new IllegalStateException("this process still runs");
    }
}
