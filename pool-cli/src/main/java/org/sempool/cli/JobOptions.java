package org.sempool.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sempool.RetryPolicy;
import org.sempool.WorkerPoolBuilder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long a job may take, and how often it is tried. */
final class JobOptions {
    private static final int USUAL_ATTEMPTS = 3;
    private static final double HUNDRED = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    @Option(
            names = "--timeout",
            paramLabel = "DURATION|N%",
            converter = TimeoutConverter.class,
            description =
                    "How long each job may run, from when a worker takes it: 500ms, 1.5s, 3m, 1h, or"
                            + " percent of the median of those that have succeeded (default: no"
                            + " limit).")
    private @Nullable Timeout timeout;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long a job may take to end after it is told to stop; then its worker is"
                            + " killed (default: ${DEFAULT-VALUE}).",
            defaultValue = "1s")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description =
                    "How many workers may die over a job before it fails (default: 3, or as many as"
                            + " --retries).")
    private @Nullable Integer attempts;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Run a job that fails by itself up to N times (default: once).")
    private @Nullable Integer retries;

    @Option(
            names = "--retry-delay",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "With --retries, how long a job waits for its second run, less a random part;"
                            + " twice as long for each further one, up to ten minutes.")
    private @Nullable Duration retryDelay;

    /** How often a job that fails by itself is run. */
    int attemptsAtFailures() {
        return retries == null ? 1 : retries;
    }

    /** The jobs, as retries need them. */
    LineSource kept(LineSource lines) {
        return attemptsAtFailures() > 1 ? LineSource.keepingBytes(lines) : lines;
    }

    /** The limit that depends on other jobs; null if there is none. */
    @Nullable MedianTimeout medianTimeout() {
        return timeout == null || timeout.factor() == 0
                ? null
                : new MedianTimeout(timeout.factor());
    }

    void configure(WorkerPoolBuilder<?, ?> builder) {
        if (timeout != null && timeout.factor() == 0) {
            if (timeout.fixed().isZero()) {
                throw new UsageException(
                        "--timeout 0 would end every job at once; leave it out for no timeout");
            }
            builder.jobTimeout(timeout.fixed());
        }
        builder.grace(grace);
        configureAttempts(builder);
    }

    private void configureAttempts(WorkerPoolBuilder<?, ?> builder) {
        Integer runs = retries;
        if (runs == null) {
            if (retryDelay != null) {
                throw new UsageException("--retry-delay needs --retries N");
            }
            builder.attempts(attempts == null ? USUAL_ATTEMPTS : attempts);
            return;
        }
        if (runs < 1) {
            throw new UsageException("--retries " + runs + " is too few; 1 runs each job once");
        }
        if (attempts != null && !attempts.equals(runs)) {
            throw new UsageException(
                    "--attempts "
                            + attempts
                            + " and --retries "
                            + runs
                            + " both say how often a job runs; leave one of them out");
        }
        builder.attempts(runs);
        if (runs == 1) {
            return;
        }
        Duration pause = retryDelay;
        if (pause == null || pause.isZero()) {
            builder.retryFailures();
        } else {
            Duration longest = pause.compareTo(LONGEST_PAUSE) > 0 ? pause : LONGEST_PAUSE;
            builder.retryFailures(RetryPolicy.immediately().withBackoff(pause, longest));
        }
    }

    /**
     * A limit.
     *
     * @param fixed as a duration, unless there is a factor
     * @param factor of the median of other jobs, or 0
     */
    record Timeout(Duration fixed, double factor) {}

    /** Reads a duration, or percent. */
    static final class TimeoutConverter implements ITypeConverter<Timeout> {
        private static final Pattern PERCENT = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)%");

        /** Called by picocli. */
        TimeoutConverter() {}

        @Override
        public Timeout convert(String value) {
            Matcher percent = PERCENT.matcher(value.strip());
            if (!percent.matches()) {
                return new Timeout(new DurationConverter().convert(value), 0);
            }
            double factor = Double.parseDouble(percent.group(1)) / HUNDRED;
            if (factor < 1) {
                throw new TypeConversionException(
                        "'"
                                + value
                                + "' would end every other job; give 100% or more, such as 300%");
            }
            return new Timeout(Duration.ZERO, factor);
        }
    }
}
