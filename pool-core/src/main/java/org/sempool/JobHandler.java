package org.sempool;

import org.sempool.codec.DerivedCodecs;

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
     * How jobs travel. Unless it is overridden, that follows from their type, as the class declares
     * it: {@link Codec} has a codec for strings, numbers, arrays, memory segments and records, and
     * {@link Codec#records} says what else a value may be made of.
     *
     * @return the codec
     * @throws IllegalArgumentException if values of this type have no codec, or if the class does
     *     not say the type
     */
    default Codec<J> jobCodec() {
        return DerivedCodecs.ofJobs(getClass());
    }

    /**
     * How results travel, see {@link #jobCodec}.
     *
     * @return the codec
     * @throws IllegalArgumentException if values of this type have no codec, or if the class does
     *     not say the type
     */
    default Codec<R> resultCodec() {
        return DerivedCodecs.ofResults(getClass());
    }

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
