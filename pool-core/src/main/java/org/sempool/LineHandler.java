package org.sempool;

/**
 * A handler for the command line: each line of the input is a job, and its result is a line of the
 * output.
 *
 * <p>If it is listed in {@code META-INF/services/org.sempool.LineHandler}, the command line finds
 * it by its {@link #name}, otherwise by the name of its class.
 *
 * <p>It belongs to the library, not to the command line, so that a jar of handlers depends on the
 * library alone, and a program can use the same handlers.
 */
public interface LineHandler extends JobHandler<String, String> {
    /**
     * The short name on the command line.
     *
     * @return one lower-case word
     */
    String name();

    /**
     * Describes what the handler does, for the list of handlers.
     *
     * @return half a line of text
     */
    String description();

    /**
     * What the handler adds to the summary of a batch, which says how many jobs succeeded: by
     * default nothing.
     *
     * @param succeeded how many jobs succeeded
     * @param total how many jobs there were
     * @return a sentence, or an empty string
     */
    default String summary(long succeeded, long total) {
        return "";
    }

    /**
     * Returns whether a line may contain any bytes. If so, the handler gets each line as {@link
     * ByteText} and may return its result as such. If not, a line that is not UTF-8 is an error and
     * does not become a job. A handler that needs no strings is better off as a {@link
     * ByteLineHandler}.
     *
     * @return always the same; false unless overridden
     */
    default boolean takesBytes() {
        return false;
    }

    /**
     * Returns {@link Codec#utf8}, or {@link Codec#byteText} if the handler {@linkplain #takesBytes
     * takes bytes}.
     *
     * @return the codec
     */
    @Override
    default Codec<String> jobCodec() {
        return takesBytes() ? Codec.byteText() : Codec.utf8();
    }

    /**
     * Returns {@link Codec#utf8}, or {@link Codec#byteText} if the handler {@linkplain #takesBytes
     * takes bytes}.
     *
     * @return the codec
     */
    @Override
    default Codec<String> resultCodec() {
        return takesBytes() ? Codec.byteText() : Codec.utf8();
    }
}
