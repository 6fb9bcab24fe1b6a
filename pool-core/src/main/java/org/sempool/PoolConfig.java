package org.sempool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sempool.spi.TransportConfig;

/**
 * What a {@link WorkerPoolBuilder} was told, once it was checked. Immutable.
 *
 * @param handler the class name of the {@link JobHandler}
 * @param workers how many worker processes
 * @param attempts how many workers may die over a job before it fails
 * @param retryFailures whether a job that the handler failed is tried again, too
 * @param jobTimeout how long a job may run, if there is a bound
 * @param grace how long a job that was told to stop may take before its worker is killed
 * @param maxJobs after how many jobs a worker is replaced, or {@link #UNBOUNDED}
 * @param maxMemory from which resident memory on a worker is replaced, in bytes, or {@link
 *     #UNBOUNDED}
 * @param workerHeap the largest heap of a worker's JVM, in bytes, or {@link #UNBOUNDED} for its
 *     share of half the memory
 * @param jvmFlags flags for the workers' JVMs, after the pool's own
 * @param environment environment variables of the workers, besides those of the coordinator
 * @param workingDirectory where the workers work; empty for where the coordinator does
 * @param startTimeout how long a worker may take until it is ready
 * @param stopTimeout how long a worker may take to end when it is no longer wanted
 * @param transportName the name of the transport
 * @param transport what the transport was told
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
    /** As a bound: there is none. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /**
     * Copies the lists and the map.
     *
     * @param handler the class name of the handler
     * @param workers how many worker processes
     * @param attempts how many workers may die over a job
     * @param retryFailures whether failures of the handler are tried again
     * @param jobTimeout how long a job may run
     * @param grace how long a job may take to stop
     * @param maxJobs after how many jobs a worker is replaced, or {@link #UNBOUNDED}
     * @param maxMemory from which resident memory on a worker is replaced
     * @param workerHeap the largest heap of a worker's JVM, or {@link #UNBOUNDED}
     * @param jvmFlags flags for the workers' JVMs
     * @param environment environment variables of the workers
     * @param workingDirectory where the workers work
     * @param startTimeout how long a worker may take to be ready
     * @param stopTimeout how long a worker may take to end
     * @param transportName the name of the transport
     * @param transport what the transport was told
     */
    public PoolConfig {
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
    }
}
