package org.sempool.wire;

/**
 * What the payload of a message begins with, besides its content. Most messages have none of these
 * flags. If a message has both, the options come first.
 */
public final class MessageFlags {
    /** No flag. */
    public static final int NONE = 0;

    /**
     * Of a job: the worker is to measure its times. Of a message about a job: the payload begins
     * with these times, the two readings of {@link System#nanoTime} before and after the handler
     * ran, each a long.
     */
    public static final int TIMED = 1;

    /** Of a job: the payload begins with the job's own options. */
    public static final int OPTIONS = 1 << 1;

    /** The number of bits that the flags need. */
    public static final int BITS = 2;

    private MessageFlags() {}
}
