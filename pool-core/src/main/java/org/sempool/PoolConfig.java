package org.sempool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sempool.spi.TransportConfig;

/**
 * The checked settings of a {@link WorkerPoolBuilder}. Immutable.
 *
 * @param handler the class name of the {@link JobHandler}
 * @param workers how many worker processes
 * @param attempts how many workers may die over a job before it fails
 * @param retryFailures whether a job is also retried when its handler throws
 * @param jobTimeout how long a job may run, if that is bounded
 * @param grace how long a job that was told to stop may take before its worker is killed
 * @param maxJobs the number of jobs after which a worker is replaced, or {@link #UNBOUNDED}
 * @param maxMemory the resident memory at which a worker is replaced, in bytes, or {@link
 *     #UNBOUNDED}
 * @param workerHeap the largest heap of a worker's JVM, in bytes, or {@link #UNBOUNDED} for its
 *     share of half the memory
 * @param jvmFlags flags for the workers' JVMs, after the pool's own
 * @param environment environment variables of the workers, besides those of the coordinator
 * @param workingDirectory the working directory of the workers; empty for that of the coordinator
 * @param startTimeout how long a worker may take to become ready
 * @param stopTimeout how long a worker may take to end once it is told to
 * @param transportName the name of the transport
 * @param transport the settings of the transport
 */
public record PoolConfig(
        String handler,
        int workers,
        int attempts,
        boolean retryFailures,
        Optional<Duration> jobTimeout,
        Duration grace,
        long maxJobs,
        long maxMemory,
        long workerHeap,
        List<String> jvmFlags,
        Map<String, String> environment,
        Optional<Path> workingDirectory,
        Duration startTimeout,
        Duration stopTimeout,
        String transportName,
        TransportConfig transport) {
    /** The value of a bound that is not set. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /**
     * Copies the lists and the map.
     *
     * @param handler the class name of the handler
     * @param workers how many worker processes
     * @param attempts how many workers may die over a job
     * @param retryFailures whether a job is also retried when its handler throws
     * @param jobTimeout how long a job may run
     * @param grace how long a job may take to stop
     * @param maxJobs the number of jobs after which a worker is replaced, or {@link #UNBOUNDED}
     * @param maxMemory the resident memory at which a worker is replaced
     * @param workerHeap the largest heap of a worker's JVM, or {@link #UNBOUNDED}
     * @param jvmFlags flags for the workers' JVMs
     * @param environment environment variables of the workers
     * @param workingDirectory the working directory of the workers
     * @param startTimeout how long a worker may take to be ready
     * @param stopTimeout how long a worker may take to end
     * @param transportName the name of the transport
     * @param transport the settings of the transport
     */
    public PoolConfig {
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
    }
}
