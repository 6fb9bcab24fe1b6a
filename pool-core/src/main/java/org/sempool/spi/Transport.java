package org.sempool.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A way to carry jobs to workers and results back. Found by name with ServiceLoader. */
public interface Transport {
    /**
     * The name that a pool's builder and the command line choose it by.
     *
     * @return lower-case, constant
     */
    String name();

    /**
     * Checks a configuration without opening anything.
     *
     * @param config what the pool's builder was told
     * @throws IllegalArgumentException if a value is out of range or an option is unknown; the
     *     message names both the value and what is allowed
     */
    void check(TransportConfig config);

    /**
     * Opens a new channel and its coordinator's end.
     *
     * @param config a configuration that {@link #check} accepts
     * @return the end, to be closed by the caller
     * @throws IOException if the channel cannot be made; the message says what was needed
     */
    CoordinatorEnd open(TransportConfig config) throws IOException;

    /**
     * Opens a worker's end of a channel.
     *
     * @param address what {@link CoordinatorEnd#address} returned, in this or another process
     * @param worker the worker's number, from 1; used again only after {@link
     *     CoordinatorEnd#recover} of the worker that had it before
     * @return the end, to be closed by the caller
     * @throws IOException if there is no such channel, or it is not to be trusted
     */
    WorkerEnd attach(String address, int worker) throws IOException;

    /**
     * Looks for what coordinators of this user left when they were killed, and touches nothing.
     *
     * @param options as in {@link TransportConfig#options}
     * @return what {@link #removeLeftovers} would remove
     * @throws IOException if it cannot be looked for
     */
    List<Path> findLeftovers(Map<String, String> options) throws IOException;

    /**
     * Removes what coordinators of this user left when they were killed, and ends what still runs
     * of theirs; what belongs to a living one stays. Every {@link #open} does the same first.
     *
     * @param options as in {@link TransportConfig#options}
     * @return what was removed
     * @throws IOException if it cannot be looked for
     */
    List<Path> removeLeftovers(Map<String, String> options) throws IOException;

    /**
     * What the coordinator's own JVM must be started with for this transport to work: {@link #open}
     * fails without it, and says so.
     *
     * @return flags of the {@code java} command
     */
    List<String> coordinatorJvmFlags();

    /**
     * What a worker's JVM must be started with for this transport to work.
     *
     * @return flags of the {@code java} command
     */
    List<String> workerJvmFlags();
}
