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
    private final Kind kind;

    private enum Kind {
        FOR_WORKERS,
        FOR_HOSTS,
        IN_PAYLOAD
    }

    private JobHeaders(Retries retries, Optional<Duration> timeout, Kind kind) {
        this.retries = retries;
        this.timeout = timeout;
        this.kind = kind;
    }

    /** For workers of this machine: the coordinator keeps their jobs' limits. */
    static JobHeaders forWorkers(Retries retries) {
        return new JobHeaders(retries, Optional.empty(), Kind.FOR_WORKERS);
    }

    /** For worker hosts. */
    static JobHeaders forHosts(PoolConfig config) {
        return new JobHeaders(config.retries(), config.limits().job(), Kind.FOR_HOSTS);
    }

    /** For a host's pool: each job brings the header that it has. */
    static JobHeaders inPayload(Retries retries) {
        return new JobHeaders(retries, Optional.empty(), Kind.IN_PAYLOAD);
    }

    /** Whether the codec of the jobs writes the header. */
    boolean areInPayload() {
        return kind == Kind.IN_PAYLOAD;
    }

    /** Whether even a job without options of its own has a header. */
    boolean areForAll() {
        return kind != Kind.FOR_WORKERS;
    }

    /** The encoded header; empty if there is nothing to say. */
    byte[] encode(JobOptions options) {
        OptionalInt own = options.attempts();
        int ofHandler = own.isEmpty() ? 0 : retries.attemptsOfHandler(own.getAsInt());
        JobHeader header =
                kind == Kind.FOR_HOSTS
                        ? new JobHeader(
                                1,
                                options.name(),
                                own.orElse(retries.attempts()),
                                options.timeout().or(() -> timeout).map(JobHeaders::bounded),
                                0,
                                0)
                        : new JobHeader(ofHandler, options.name());
        return header.equals(JobHeader.NONE) ? new byte[0] : header.encode();
    }

    private static Duration bounded(Duration limit) {
        return Duration.ofNanos(EventThread.nanos(limit));
    }
}
