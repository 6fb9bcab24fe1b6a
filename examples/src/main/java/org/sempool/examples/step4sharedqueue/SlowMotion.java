package org.sempool.examples.step4sharedqueue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Has each process wait after each change of a queue, for people to watch. */
final class SlowMotion {
    private static final String OPTION = "--delay";
    private static final String PROPERTY = "shared-queue.delay";
    private static final int MOST_MILLIS = 60_000;

    private SlowMotion() {}

    /**
     * Begins, if the first argument says so.
     *
     * @param args maybe {@code --delay MILLISECONDS}, and others
     * @return the others
     * @throws IllegalArgumentException if that is no number in range
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

    /** The JVM flag that tells a child. */
    static String flag() {
        return "-D" + PROPERTY + "=" + Integer.getInteger(PROPERTY, 0);
    }

    /** Something has just changed. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(Integer.getInteger(PROPERTY, 0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
