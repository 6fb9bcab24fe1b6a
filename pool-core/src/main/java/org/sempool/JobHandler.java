package org.sempool;

/**
 * What a user writes: one job in, one result out. It runs in the worker processes.
 *
 * <p>The class is public and has a public constructor without parameters. The pool makes one object
 * in each worker, and one in the coordinator to ask it for the codecs; so what is expensive belongs
 * into {@link #start}, which only workers call. One thread of a worker calls {@code start}, {@code
 * handle} for one job after the other, and {@code stop}; no locks are needed.
 *
 * <pre>{@code
 * public final class Reverse implements JobHandler<String, String> {
 *     public Codec<String> jobCodec() { return Codec.utf8(); }
 *     public Codec<String> resultCodec() { return Codec.utf8(); }
 *     public String handle(String job, JobContext context) {
 *         return new StringBuilder(job).reverse().toString();
 *     }
 * }
 * }</pre>
 *
 * <p>If a worker dies while it handles a job, the job is handed to another worker: a handler's side
 * effects happen at least once.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public interface JobHandler<J, R> {
    /**
     * How jobs travel.
     *
     * @return the codec
     */
    Codec<J> jobCodec();

    /**
     * How results travel.
     *
     * @return the codec
     */
    Codec<R> resultCodec();

    /**
     * Does one job. May take as long as it needs, and may block.
     *
     * @param job the job
     * @param context about the job
     * @return the result, not null
     * @throws Exception whatever it likes; it fails this job and no other, and the submitter gets a
     *     {@link JobFailedException} with its type, message and stack trace
     */
    R handle(J job, JobContext context) throws Exception;

    /**
     * Called once in each worker before its first job, to open connections or load models.
     *
     * @throws Exception if the worker cannot do its work; the worker ends, and if no worker can
     *     start the pool fails with what this threw
     */
    default void start() throws Exception {}

    /**
     * Called once in each worker after its last job, unless the worker is killed.
     *
     * @throws Exception is logged and otherwise ignored
     */
    default void stop() throws Exception {}
}
