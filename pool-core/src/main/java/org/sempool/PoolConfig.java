package org.sempool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sempool.spi.TransportConfig;

/**
 * What a {@link WorkerPoolBuilder} was told, once it was checked. Immutable.
 *
 * @param handler the class name of the {@link JobHandler}
 * @param workers how many worker processes
 * @param attempts how many workers may die over a job before it fails
 * @param classPath the class path of the workers
 * @param jvmFlags flags for the workers' JVMs, after the pool's own
 * @param startTimeout how long the first worker may take until it is ready
 * @param stopTimeout how long a worker may take to end when the pool closes
 * @param transportName the name of the transport
 * @param transport what the transport was told
 */
public record PoolConfig(
        String handler,
        int workers,
        int attempts,
        List<Path> classPath,
        List<String> jvmFlags,
        Duration startTimeout,
        Duration stopTimeout,
        String transportName,
        TransportConfig transport) {
    /**
     * Copies the lists.
     *
     * @param handler the class name of the handler
     * @param workers how many worker processes
     * @param attempts how many workers may die over a job
     * @param classPath the class path of the workers
     * @param jvmFlags flags for the workers' JVMs
     * @param startTimeout how long the first worker may take to be ready
     * @param stopTimeout how long a worker may take to end
     * @param transportName the name of the transport
     * @param transport what the transport was told
     */
    public PoolConfig {
        classPath = List.copyOf(classPath);
        jvmFlags = List.copyOf(jvmFlags);
    }
}
