package org.sempool;

/**
 * How a job of {@link WorkerPool#outcomes} ended: with its result, or with what happened to it.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<String, Integer> {
 *     public Integer handle(String job, JobContext context) {
 *         return Integer.parseInt(job);
 *     }
 *
 *     public static void main(String[] args) {
 *         try (var pool = WorkerPool.builder(Example.class).build();
 *                 Stream<Outcome<String, Integer>> outcomes =
 *                         pool.outcomes(Stream.of("1", "x", "3"))) {
 *             outcomes.map(
 *                             outcome ->
 *                                     switch (outcome) {
 *                                         case Outcome.Success<String, Integer>(var job, var result) ->
 *                                                 "done: " + result;
 *                                         case Outcome.Failure<String, Integer>(var job, var failure) ->
 *                                                 "failed: " + job;
 *                                     })
 *                     .forEach(System.out::println);
 *             // prints done: 1
 *             // prints failed: x
 *             // prints done: 3
 *         }
 *     }
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
