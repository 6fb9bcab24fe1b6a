package org.sempool.joblog;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.sempool.spi.JobKey;

/**
 * Identifies jobs across runs: by what they are given and what handles it, wherever in the input
 * they stand. As text, it is 8 hexadecimal digits for the handler, a hyphen, and 32 for the input.
 */
public final class JobIdentity {
    private static final int HANDLER_DIGITS = 8;
    private static final int KEY_DIGITS = 32;
    private static final HexFormat HEX = HexFormat.of();

    private final String prefix;

    /**
     * The identities of a handler's jobs.
     *
     * @param handler what distinguishes the handler from others, and from other versions of itself
     */
    public JobIdentity(String handler) {
        JobKey key = JobKey.of(MemorySegment.ofArray(handler.getBytes(StandardCharsets.UTF_8)));
        prefix = HEX.toHexDigits(key.high()).substring(0, HANDLER_DIGITS) + "-";
    }

    /**
     * Returns a job's identity as the log has it.
     *
     * @param input the key of the job's input
     * @return the text
     */
    public String text(JobKey input) {
        return prefix + HEX.toHexDigits(input.high()) + HEX.toHexDigits(input.low());
    }

    /** Whether a text is the identity of one of this handler's jobs. */
    boolean isOwn(String text) {
        return text.startsWith(prefix) && isIdentity(text);
    }

    /** Whether a text is the identity of any job. */
    static boolean isIdentity(String text) {
        return text.length() == HANDLER_DIGITS + 1 + KEY_DIGITS
                && text.charAt(HANDLER_DIGITS) == '-'
                && text.chars().allMatch(c -> c == '-' || HexFormat.isHexDigit(c));
    }

    /** The key of the input in a text that is an identity. */
    static JobKey keyOf(String text) {
        int from = HANDLER_DIGITS + 1;
        int middle = from + KEY_DIGITS / 2;
        return new JobKey(
                HexFormat.fromHexDigitsToLong(text, from, middle),
                HexFormat.fromHexDigitsToLong(text, middle, text.length()));
    }
}
