package org.sempool.exec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.PayloadWriter;

/**
 * A job on its way to its worker: its number, if the command has a place for it, and then
 *
 * <pre>
 *   a\0b\0c        its values, or
 *   any bytes      the block that the command is to read
 * </pre>
 *
 * @param number the job's number, from 1; 0 if the command has no place for it
 * @param values its values, each byte a character
 * @param input what the command reads; null for nothing. Valid as long as the job is
 */
public record CommandJob(long number, List<String> values, @Nullable MemorySegment input) {
    /** What stands between values. */
    public static final byte SEPARATOR = 0;

    private static final String BETWEEN = "\0";
    private static final ValueLayout.OfLong NUMBER =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Copies the values. */
    public CommandJob {
        values = List.copyOf(values);
    }

    /**
     * What the jobs of a batch consist of.
     *
     * @param numbered whether each begins with its number
     * @param piped whether each has a block for the command to read, instead of values
     */
    public record Form(boolean numbered, boolean piped) {
        /**
         * Writes what comes before the values or the block.
         *
         * @param number the job's number, from 1
         * @param payload the job, to which the caller then adds the values or the block
         */
        public void begin(long number, PayloadWriter payload) {
            if (numbered) {
                payload.putLong(number);
            }
        }

        CommandJob read(MemorySegment payload) {
            long number = numbered ? payload.get(NUMBER, 0) : 0;
            MemorySegment rest = payload.asSlice(numbered ? Long.BYTES : 0);
            return piped
                    ? new CommandJob(number, List.of(), rest)
                    : new CommandJob(number, split(rest.toArray(JAVA_BYTE)), null);
        }
    }

    /**
     * Separates a job's values.
     *
     * @param joined bytes with a {@link #SEPARATOR} between values
     * @return the values, each byte a character
     */
    public static List<String> split(byte[] joined) {
        return List.of(new String(joined, ISO_8859_1).split(BETWEEN, -1));
    }

    /**
     * Joins a job's values.
     *
     * @param values the values
     * @return them with a {@link #SEPARATOR} between them
     */
    public static String join(List<String> values) {
        return String.join(BETWEEN, values);
    }
}
