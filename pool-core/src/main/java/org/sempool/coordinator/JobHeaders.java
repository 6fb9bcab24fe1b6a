package org.sempool.coordinator;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.sempool.JobOptions;
import org.sempool.config.PoolConfig;
import org.sempool.config.Retries;
import org.sempool.wire.JobHeader;

/**
 * Makes what precedes a job in its message, from the job's options: what its worker has to know,
 * and its worker host if that keeps the job's limits.
 */
final class JobHeaders {
    private final Retries retries;
    private final Optional<Duration> timeout;
    private final boolean forHosts;

    private JobHeaders(Retries retries, Optional<Duration> timeout, boolean forHosts) {
        this.retries = retries;
        this.timeout = timeout;
        this.forHosts = forHosts;
    }

    /** For workers of this machine: the coordinator keeps their jobs' limits. */
    static JobHeaders forWorkers(Retries retries) {
        return new JobHeaders(retries, Optional.empty(), false);
    }

    /** For worker hosts. */
    static JobHeaders forHosts(PoolConfig config) {
        return new JobHeaders(config.retries(), config.limits().job(), true);
    }

    /** Whether even a job without options of its own has a header. */
    boolean areForAll() {
        return forHosts;
    }

    /** The encoded header; empty if there is nothing to say. */
    byte[] encode(JobOptions options) {
        OptionalInt own = options.attempts();
        int ofHandler = own.isEmpty() ? 0 : retries.attemptsOfHandler(own.getAsInt());
        JobHeader header =
                forHosts
                        ? new JobHeader(
                                1,
                                options.name(),
                                own.orElse(retries.attempts()),
                                options.timeout().or(() -> timeout).map(JobHeaders::bounded))
                        : new JobHeader(ofHandler, options.name(), 0, Optional.empty());
        return header.equals(JobHeader.NONE) ? new byte[0] : header.encode();
    }

    private static Duration bounded(Duration limit) {
        return Duration.ofNanos(EventThread.nanos(limit));
    }
}
