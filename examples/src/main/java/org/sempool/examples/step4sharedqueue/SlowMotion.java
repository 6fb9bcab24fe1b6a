package org.sempool.examples.step4sharedqueue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Makes each process wait after each change of a queue, so that people can watch. */
final class SlowMotion {
    private static final String OPTION = "--delay";
    private static final String PROPERTY = "shared-queue.delay";
    private static final int MOST_MILLIS = 60_000;

    private SlowMotion() {}

    /**
     * Begins if the first argument says so.
     *
     * @param args optionally {@code --delay MILLISECONDS}, then other arguments
     * @return the other arguments
     * @throws IllegalArgumentException if that is not a number in range
     */
    static String[] begin(String... args) {
        if (args.length == 0 || !args[0].equals(OPTION)) {
            return args;
        }
        String millis = args.length == 1 ? "" : args[1];
        if (!millis.matches("\\d{1,5}") || Integer.parseInt(millis) > MOST_MILLIS) {
            throw new IllegalArgumentException(
                    OPTION + " " + millis + " is not from 0 to " + MOST_MILLIS + " milliseconds");
        }
        System.setProperty(PROPERTY, millis);
        return Arrays.copyOfRange(args, 2, args.length);
    }

    /** The JVM flag that passes the delay to a child. */
    static String flag() {
        return "-D" + PROPERTY + "=" + Integer.getInteger(PROPERTY, 0);
    }

    /** Called after each change. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(Integer.getInteger(PROPERTY, 0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
