package org.sempool.examples.step6kill;

import java.io.IOException;
import java.math.BigInteger;
import java.util.concurrent.TimeUnit;

/** What happens to a worker that has just taken the victim's number. */
final class Murder {
    private static final BigInteger VICTIM = BigInteger.valueOf(7);
    private static final BigInteger OF = BigInteger.TEN;

    private Murder() {}

    /** Each tenth number is somebody's last. */
    static boolean isFor(BigInteger number) {
        return number.mod(OF).equals(VICTIM);
    }

    /** As if by {@code kill -9 $$}: no clean-up, no exception, nothing is said to anybody. */
    static void commit() {
        try {
            var _ =
                    new ProcessBuilder("kill", "-KILL", "" + ProcessHandle.current().pid())
                            .inheritIO()
                            .start()
                            .waitFor();
            // The signal has been sent, and not yet to this thread.
            TimeUnit.MINUTES.sleep(1);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the command kill cannot be run", e);
        }
        throw new IllegalStateException("this process still runs");
    }
}
