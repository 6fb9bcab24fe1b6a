package org.sempool;

/**
 * A handler for the command line that takes each line as bytes, whatever they are, and returns
 * bytes. Neither is checked, decoded or encoded on its way.
 *
 * <p>It can be used wherever a {@link LineHandler} can; where the jobs are strings, they are {@link
 * ByteText}.
 */
public interface ByteLineHandler extends LineHandler {
    /**
     * Handles a line. As {@link JobHandler#handle}, it runs in a worker, one call at a time.
     *
     * @param line the line, without its end; the handler may change and keep the array
     * @param context tells about the job, and whether it is cancelled
     * @return the result; the array must not change any more
     * @throws Exception if the job fails
     */
    byte[] handle(byte[] line, JobContext context) throws Exception;

    /**
     * Handles a line as {@link ByteText}. For programs that call the handler themselves; a worker
     * calls the method for bytes.
     *
     * @param line the line
     * @param context tells about the job, and whether it is cancelled
     * @return the result
     * @throws Exception if the job fails
     */
    @Override
    default String handle(String line, JobContext context) throws Exception {
        return ByteText.of(handle(ByteText.bytes(line), context));
    }

    /**
     * Returns true.
     *
     * @return true
     */
    @Override
    default boolean takesBytes() {
        return true;
    }
}
