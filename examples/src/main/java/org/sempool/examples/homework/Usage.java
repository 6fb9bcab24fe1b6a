package org.sempool.examples.homework;

import java.util.function.Supplier;

/** Handles arguments that a program cannot understand. */
public final class Usage {
    private static final int BAD_USAGE = 2;

    private Usage() {}

    /**
     * Parses the arguments; if they are wrong, prints why and ends the JVM with code 2.
     *
     * @param parser parses them; throws an {@link IllegalArgumentException} that says what is wrong
     * @param <A> the type of the parsed arguments
     * @return the parsed arguments
     */
    public static <A> A orExit(Supplier<A> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(BAD_USAGE);
            throw wrong;
        }
    }
}
