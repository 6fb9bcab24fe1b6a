package org.sempool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sempool.config.Check;

/**
 * How one job is treated, where that differs from the rest of the pool's jobs. Immutable: each
 * method that sets something returns another object, so options can be kept and used for many jobs.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<String, String> {
 *     public String handle(String job, JobContext context) {
 *         throw new IllegalStateException("no " + job);
 *     }
 *
 *     public static void main(String[] args) {
 *         JobOptions urgent = JobOptions.defaults().timeout(Duration.ofSeconds(20)).attempts(1);
 *         try (var pool = WorkerPool.builder(Example.class).build()) {
 *             var future = pool.submit("luck", urgent.name("thumb-3"));
 *             System.out.println(future.handle((result, e) -> e.getMessage()).join());
 *             // prints job 1 (thumb-3): java.lang.IllegalStateException: no luck
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>What is not set is as the pool was built.
 */
public final class JobOptions {
    private static final int LONGEST_NAME = 100;

    /** What breaks a line of a log, shows it in another order, or has no bytes in UTF-8. */
    private static final Pattern HARMFUL =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]");

    private static final JobOptions DEFAULTS = new JobOptions(null, null, null, 0, null, null);

    private final @Nullable String name;
    private final @Nullable Supplier<Optional<Duration>> timeout;
    private final @Nullable Duration queueTimeout;

    /** Zero if it is not set. */
    private final int attempts;

    private final @Nullable Consumer<JobProgress> onProgress;
    private final @Nullable Consumer<JobEnded> onEnd;

    private JobOptions(
            @Nullable String name,
            @Nullable Supplier<Optional<Duration>> timeout,
            @Nullable Duration queueTimeout,
            int attempts,
            @Nullable Consumer<JobProgress> onProgress,
            @Nullable Consumer<JobEnded> onEnd) {
        this.name = name;
        this.timeout = timeout;
        this.queueTimeout = queueTimeout;
        this.attempts = attempts;
        this.onProgress = onProgress;
        this.onEnd = onEnd;
    }

    /**
     * Returns options that set nothing.
     *
     * @return the options of a job that is submitted without any
     */
    public static JobOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets a name, which describes the job to people: in logs and in messages of exceptions. Names
     * need not be unique.
     *
     * @param text from 1 to 100 characters, without line breaks, other control characters (those
     *     that change the direction of writing included) and unpaired surrogates
     * @return other options, with this name
     * @throws IllegalArgumentException if the name is not allowed
     */
    public JobOptions name(String text) {
        Objects.requireNonNull(text, "text");
        // The messages have to stay on their line, too.
        String shown = HARMFUL.matcher(text).replaceAll("?");
        Check.that(
                !text.isEmpty() && text.length() <= LONGEST_NAME,
                "name",
                shown,
                "1 to " + LONGEST_NAME + " characters");
        Check.that(
                shown.equals(text),
                "name",
                shown,
                "text without control characters, line breaks and unpaired surrogates");
        return new JobOptions(text, timeout, queueTimeout, attempts, onProgress, onEnd);
    }

    /**
     * Limits how long the job may run, as {@link WorkerPoolBuilder#jobTimeout} does for all jobs of
     * the pool: this limit counts instead of that one, regardless of which is longer.
     *
     * @param limit more than zero, up to a year
     * @return other options, with this limit
     * @throws IllegalArgumentException if the limit is not allowed
     */
    public JobOptions timeout(Duration limit) {
        Check.positive("timeout", Objects.requireNonNull(limit, "limit"));
        Optional<Duration> fixed = Optional.of(limit);
        return timeout(() -> fixed);
    }

    /**
     * Limits how long the job may run, with a limit that may change meanwhile, such as a multiple
     * of what other jobs took. A thread of the pool asks for it about ten times a second while the
     * job runs; jobs for {@linkplain WorkerHost hosts} have the limit of their submission.
     *
     * @param limit must be quick and must not block. Empty means no limit of the job's own, but
     *     that of the pool; otherwise more than zero
     * @return other options, with this limit
     */
    public JobOptions timeout(Supplier<Optional<Duration>> limit) {
        return new JobOptions(
                name,
                Objects.requireNonNull(limit, "limit"),
                queueTimeout,
                attempts,
                onProgress,
                onEnd);
    }

    /**
     * Limits how long the job may wait in the queue, from when it was accepted until a worker takes
     * it. After that the job is withdrawn, so it never runs, and fails with a {@link
     * JobTimedOutException} whose {@link JobTimedOutException#wasWaiting} is true. The limit is
     * over as soon as a worker takes the job for the first time: if that worker dies, or the job is
     * retried, it may wait for any time. The job never times out early, and at most 0.2 seconds
     * late unless the machine is overloaded. Default: no limit.
     *
     * @param limit more than zero, up to a year
     * @return other options, with this limit
     * @throws IllegalArgumentException if the limit is not allowed
     */
    public JobOptions queueTimeout(Duration limit) {
        Check.positive("queueTimeout", Objects.requireNonNull(limit, "limit"));
        return new JobOptions(name, timeout, limit, attempts, onProgress, onEnd);
    }

    /**
     * Sets how often the job is attempted at most, as {@link WorkerPoolBuilder#attempts} does for
     * all jobs of the pool. A job whose handler throws is attempted again only if the pool
     * {@linkplain WorkerPoolBuilder#retryFailures retries failures}.
     *
     * @param most from 1; with 1, the job is never retried
     * @return other options, with this number
     * @throws IllegalArgumentException if the number is not allowed
     */
    public JobOptions attempts(int most) {
        Check.that(most >= 1, "attempts", most, "1 or more");
        return new JobOptions(name, timeout, queueTimeout, most, onProgress, onEnd);
    }

    /**
     * Sets who is told what the handler reports with {@link JobContext#progress}. The pool looks
     * about ten times a second, and passes on the latest report if it is a new one; what a job
     * reports just before it ends may not be seen. One thread of the pool calls all these
     * consumers, one after the other. If one blocks or throws, jobs and results go on; the pool
     * drops reports while too many wait. Default: nobody.
     *
     * @param consumer is called with each new report, perhaps even after the job's future has ended
     * @return other options, with this consumer
     */
    public JobOptions onProgress(Consumer<JobProgress> consumer) {
        return new JobOptions(
                name,
                timeout,
                queueTimeout,
                attempts,
                Objects.requireNonNull(consumer, "consumer"),
                onEnd);
    }

    /**
     * Sets who is told how the job ended: how often it was attempted, by which worker, and how long
     * it took, as every job with this option is timed. The consumer is called once, before the
     * job's future ends, by the thread that ends it: so what it stores is there for whoever waits
     * for the future. It must be quick and must not block, as other results wait meanwhile; what it
     * throws is logged. Default: nobody.
     *
     * @param consumer is called with the end of the job
     * @return other options, with this consumer
     */
    public JobOptions onEnd(Consumer<JobEnded> consumer) {
        return new JobOptions(
                name,
                timeout,
                queueTimeout,
                attempts,
                onProgress,
                Objects.requireNonNull(consumer, "consumer"));
    }

    /**
     * Who is told how the job ended.
     *
     * @return the consumer, if one was set
     */
    public Optional<Consumer<JobEnded>> onEnd() {
        return Optional.ofNullable(onEnd);
    }

    /**
     * Who is told about the job's progress.
     *
     * @return the consumer, if one was set
     */
    public Optional<Consumer<JobProgress>> onProgress() {
        return Optional.ofNullable(onProgress);
    }

    /**
     * The job's name.
     *
     * @return the name, if one was set
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * How long the job may run.
     *
     * @return the present limit, if there is one
     */
    public Optional<Duration> timeout() {
        return timeout == null ? Optional.empty() : timeout.get();
    }

    /**
     * How long the job may wait for a worker.
     *
     * @return the limit, if one was set
     */
    public Optional<Duration> queueTimeout() {
        return Optional.ofNullable(queueTimeout);
    }

    /**
     * How often the job is attempted at most.
     *
     * @return the number, if one was set
     */
    public OptionalInt attempts() {
        return attempts == 0 ? OptionalInt.empty() : OptionalInt.of(attempts);
    }

    /**
     * Returns the settings that were made.
     *
     * @return text for people
     */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "JobOptions[", "]");
        name().ifPresent(set -> text.add("name=" + set));
        timeout().ifPresent(set -> text.add("timeout=" + set));
        queueTimeout().ifPresent(set -> text.add("queueTimeout=" + set));
        attempts().ifPresent(set -> text.add("attempts=" + set));
        onProgress().ifPresent(set -> text.add("onProgress=" + set));
        onEnd().ifPresent(set -> text.add("onEnd=" + set));
        return text.toString();
    }
}
