package org.sempool;

/**
 * A handler for the command line: each line of the input is a job, its result is a line of the
 * output.
 *
 * <p>Listed in {@code META-INF/services/org.sempool.LineHandler} it can be called by its {@link
 * #name}, otherwise by the name of its class.
 */
public interface LineHandler extends JobHandler<String, String> {
    /**
     * The short name on the command line.
     *
     * @return one lower-case word
     */
    String name();

    /**
     * What it does, for the list of handlers.
     *
     * @return half a line of text
     */
    String description();

    /**
     * The last words of the summary after a batch.
     *
     * @param succeeded how many jobs succeeded
     * @param total how many jobs there were
     * @return a sentence
     */
    default String summary(long succeeded, long total) {
        return succeeded + " / " + total + " jobs succeeded.";
    }

    /**
     * Whether a line may be any bytes. If not, a line that is not UTF-8 is an error, and no job. If
     * so, the handler gets it as {@link ByteText}, and so it may return its result.
     *
     * @return false, if this is not overridden; always the same
     */
    default boolean takesBytes() {
        return false;
    }

    /**
     * UTF-8, or {@link Codec#byteText} if it {@linkplain #takesBytes takes bytes}.
     *
     * @return the codec
     */
    @Override
    default Codec<String> jobCodec() {
        return takesBytes() ? Codec.byteText() : Codec.utf8();
    }

    /**
     * UTF-8, or {@link Codec#byteText} if it {@linkplain #takesBytes takes bytes}.
     *
     * @return the codec
     */
    @Override
    default Codec<String> resultCodec() {
        return takesBytes() ? Codec.byteText() : Codec.utf8();
    }
}
