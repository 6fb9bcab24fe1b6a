package org.sempool.config;

import java.util.List;
import java.util.Optional;
import org.sempool.spi.TransportConfig;

/**
 * The settings of a pool. Immutable.
 *
 * @param name what it is called in logs and metrics
 * @param retries how often a job is attempted
 * @param remoteExceptions the classes that exceptions of workers may consist of; empty if workers
 *     send only descriptions
 * @param limits how long jobs, starts and stops may take
 * @param retirement when a worker is replaced
 * @param launch how a worker's JVM is started
 * @param stopAtExit whether the pool stops when the JVM begins to end
 * @param transport the settings of the transport: the handler, the workers and the queues
 */
public record PoolConfig(
        String name,
        Retries retries,
        Optional<List<String>> remoteExceptions,
        TimeLimits limits,
        Retirement retirement,
        Launch launch,
        boolean stopAtExit,
        TransportConfig transport) {
    /** The most workers of a pool. */
    public static final int MAX_WORKERS = 512;

    private static final int LONGEST_NAME = 64;
    private static final int MAX_QUEUE = 1 << 20;
    private static final long MAX_PAYLOAD_MEMORY = 1L << 40;

    /**
     * Checks the name and the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public PoolConfig {
        requireName(name);
        TransportConfig.requireRange("workers", transport.workers(), 0, MAX_WORKERS);
        TransportConfig.requireRange("queue", transport.slots(), 1, MAX_QUEUE);
        TransportConfig.requireRange(
                "payloadMemory", transport.payloadMemory().orElse(0), 0, MAX_PAYLOAD_MEMORY);
    }

    private static void requireName(String name) {
        boolean holds =
                name.length() <= LONGEST_NAME
                        && !name.isBlank()
                        && name.chars().allMatch(character -> character >= ' ' && character <= '~');
        // The message has to stay short, and on its line.
        String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME + 1));
        Check.that(
                holds,
                "name",
                shown.replaceAll("\\p{C}", "?"),
                "1 to 64 printable ASCII characters, not only spaces");
    }

    /** The class name of the handler. */
    public String handler() {
        return transport.handler().name();
    }

    /** How many worker processes. */
    public int workers() {
        return transport.workers();
    }
}
