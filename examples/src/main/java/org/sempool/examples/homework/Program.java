package org.sempool.examples.homework;

/** How a program of the homework ends: what is wrong with its arguments is said in a line. */
public final class Program {
    private static final int BAD_USAGE = 2;

    /** What a program does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does it.
         *
         * @throws Exception if it cannot be done; ends the program with a stack trace
         */
        void run() throws Exception;
    }

    private Program() {}

    /**
     * Runs a program. Ends the JVM with code 2 if it throws an {@link IllegalArgumentException}.
     *
     * @param body what it does
     * @throws Exception what it throws besides
     */
    public static void run(Body body) throws Exception {
        try {
            body.run();
        } catch (IllegalArgumentException badUsage) {
            System.err.println(badUsage.getMessage());
            System.exit(BAD_USAGE);
        }
    }
}
