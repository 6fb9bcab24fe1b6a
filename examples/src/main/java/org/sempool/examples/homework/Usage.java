package org.sempool.examples.homework;

import java.util.function.Supplier;

/** What a program does about arguments that it cannot understand. */
public final class Usage {
    private static final int BAD_USAGE = 2;

    private Usage() {}

    /**
     * Reads the arguments, or says in a line what is wrong with them and ends the JVM with code 2.
     *
     * @param parser reads them; throws an {@link IllegalArgumentException} that says what is wrong
     * @param <A> what they are read into
     * @return what they say
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
