package org.sempool;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sempool.config.Check;

/**
 * Which jobs whose handlers threw are attempted again, and when. Immutable.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<String, String> {
 *     public String handle(String job, JobContext context) throws Exception {
 *         if (context.attempt() < 3) {
 *             throw new java.net.ConnectException("not yet");
 *         }
 *         return "attempt " + context.attempt();
 *     }
 *
 *     public static void main(String[] args) {
 *         RetryPolicy policy =
 *                 RetryPolicy.immediately()
 *                         .withBackoff(Duration.ofMillis(10), Duration.ofSeconds(1))
 *                         .when(failure -> failure.remoteType().equals("java.net.ConnectException"));
 *         var builder = WorkerPool.builder(Example.class).retryFailures(policy).attempts(5);
 *         try (var pool = builder.build()) {
 *             System.out.println(pool.submit("fetch").join()); // prints attempt 3
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>It is only about what handlers throw. A job whose worker died is always attempted again, and
 * at once. Both count for the job's {@linkplain WorkerPoolBuilder#attempts attempts}.
 */
public final class RetryPolicy {
    private static final RetryPolicy IMMEDIATELY = new RetryPolicy(Duration.ZERO, Duration.ZERO);

    /** More doublings exceed the longest pause. */
    private static final int MAX_DOUBLINGS = 40;

    private final Duration first;
    private final Duration most;
    private final @Nullable Predicate<? super JobFailedException> condition;

    private RetryPolicy(Duration first, Duration most) {
        this(first, most, null);
    }

    private RetryPolicy(
            Duration first,
            Duration most,
            @Nullable Predicate<? super JobFailedException> condition) {
        this.first = first;
        this.most = most;
        this.condition = condition;
    }

    /**
     * Returns the policy that retries whatever was thrown, without a pause.
     *
     * @return the policy of {@link WorkerPoolBuilder#retryFailures()}
     */
    public static RetryPolicy immediately() {
        return IMMEDIATELY;
    }

    /**
     * Lets a job wait before it is attempted again: for the first pause after the first attempt,
     * and for twice as long after each further one. Each pause is shortened by a random part, at
     * most half of it, so that jobs that failed together do not all come back together.
     *
     * <p>A job that waits for its retry has no slot of the queue. The pool accepts only a limited
     * number of them, about as many as the queue has slots: while more jobs wait for a retry,
     * {@link WorkerPool#submit(Object)} blocks.
     *
     * @param pause the first pause, more than zero
     * @param longest the longest pause, not less than the first, up to a year
     * @return another policy, with these pauses
     * @throws IllegalArgumentException if a pause is not allowed
     */
    public RetryPolicy withBackoff(Duration pause, Duration longest) {
        Check.positive("pause", pause);
        Check.positive("longest", longest);
        Check.that(
                longest.compareTo(pause) >= 0, "longest", longest, "pause=" + pause + " or more");
        return new RetryPolicy(pause, longest, condition);
    }

    /**
     * Retries only jobs whose failure meets a condition; the others fail at once. One thread of the
     * pool asks it about each failure, while the pool reads no other results, so it should be quick
     * and must not block. If it throws, the job fails.
     *
     * @param test asked about a failure; its exception has the job's id and name
     * @return another policy, with this condition instead of an earlier one
     */
    public RetryPolicy when(Predicate<? super JobFailedException> test) {
        return new RetryPolicy(first, most, Objects.requireNonNull(test, "test"));
    }

    /**
     * Returns whether the policy is that of {@link #immediately}, for which jobs need not leave the
     * queue.
     *
     * @return true without a pause and a condition
     */
    public boolean isImmediate() {
        return most.isZero() && condition == null;
    }

    /**
     * Returns whether a job is attempted again.
     *
     * @param failure what its handler threw
     * @return what the condition says; true without one
     */
    public boolean retries(JobFailedException failure) {
        return condition == null || condition.test(failure);
    }

    /**
     * Returns how long a job waits for its next attempt at most.
     *
     * @param attempt the attempt that has failed, from 1
     * @return the pause, before it is shortened by a random part
     */
    public Duration pauseAfter(int attempt) {
        long factor = 1L << Math.min(attempt - 1, MAX_DOUBLINGS);
        // In this order: the product may be more than a duration can hold.
        return most.dividedBy(factor).compareTo(first) < 0 ? most : first.multipliedBy(factor);
    }
}
