package org.sempool;

/**
 * How a job of {@link WorkerPool#outcomes} ended: with its result, or with what happened to it.
 *
 * <pre>{@code
 * try (Stream<Outcome<Path, Thumbnail>> outcomes = pool.outcomes(images.stream())) {
 *     outcomes.forEach(
 *             outcome -> {
 *                 switch (outcome) {
 *                     case Outcome.Success<Path, Thumbnail>(Path job, Thumbnail result) ->
 *                             save(job, result);
 *                     case Outcome.Failure<Path, Thumbnail>(Path job, PoolException failure) ->
 *                             skip(job, failure);
 *                 }
 *             });
 * }
 * }</pre>
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public sealed interface Outcome<J, R> {
    /**
     * The job, the same object that was submitted.
     *
     * @return the job
     */
    J job();

    /**
     * A job that succeeded.
     *
     * @param job the job
     * @param result what its handler returned
     * @param <J> the type of the jobs
     * @param <R> the type of the results
     */
    record Success<J, R>(J job, R result) implements Outcome<J, R> {}

    /**
     * A job that failed.
     *
     * @param job the job
     * @param failure what happened. If a codec cannot write the job or read its result, a {@link
     *     JobFailedException} that describes what the codec threw
     * @param <J> the type of the jobs
     * @param <R> the type of the results
     */
    record Failure<J, R>(J job, PoolException failure) implements Outcome<J, R> {}
}
