package org.sempool.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Carries jobs to workers and results back. ServiceLoader finds a transport by its name. */
public interface Transport {
    /**
     * The name by which a pool's builder and the command line choose the transport.
     *
     * @return lower-case, constant
     */
    String name();

    /**
     * Returns whether its workers belong to hosts, on any machine: then {@link #open} gives a
     * {@link HostedEnd}, and {@link #join} is for the hosts. Otherwise it gives a {@link
     * SupervisedEnd}, and {@link #attach} is for the workers.
     *
     * @return true if there are hosts
     */
    default boolean isHosted() {
        return false;
    }

    /**
     * Joins the hosts of a pool. Does not wait for a connection.
     *
     * @param config a configuration that {@link #check} accepts
     * @param cancels is told which jobs are to be stopped
     * @return the host's end, to be closed by the caller
     * @throws IOException if the handler's classes cannot be read
     */
    default HostEnd join(TransportConfig config, HostEnd.CancelOrders cancels) throws IOException {
        throw new UnsupportedOperationException("transport=" + name() + " has no worker hosts");
    }

    /**
     * Checks a configuration without opening anything.
     *
     * @param config the settings of the pool's builder
     * @throws IllegalArgumentException if a value is out of range or an option is unknown; the
     *     message names both the value and what is allowed
     */
    void check(TransportConfig config);

    /**
     * Opens a new channel and its coordinator's end.
     *
     * @param config a configuration that {@link #check} accepts
     * @return the end, to be closed by the caller
     * @throws IOException if the channel cannot be made; the message says what is needed
     */
    CoordinatorEnd open(TransportConfig config) throws IOException;

    /**
     * Opens a worker's end of a channel.
     *
     * @param address what {@link CoordinatorEnd#address} returned, in this or another process
     * @param worker the worker's number, from 1; reused only after {@link SupervisedEnd#repair} of
     *     the worker that had it before
     * @return the end, to be closed by the caller
     * @throws IOException if there is no such channel, or it cannot be trusted
     */
    WorkerEnd attach(String address, int worker) throws IOException;

    /**
     * Finds what killed coordinators of this user have left, without changing anything.
     *
     * @param options as in {@link TransportConfig#options}
     * @return what {@link #removeLeftovers} would remove
     * @throws IOException if the search fails
     */
    List<Path> findLeftovers(Map<String, String> options) throws IOException;

    /**
     * Removes what killed coordinators of this user have left, and ends their processes that still
     * run. What belongs to a living coordinator stays. Every {@link #open} does this first.
     *
     * @param options as in {@link TransportConfig#options}
     * @return what was removed
     * @throws IOException if the search fails
     */
    List<Path> removeLeftovers(Map<String, String> options) throws IOException;

    /**
     * The flags that the coordinator's own JVM needs for this transport. Without them, {@link
     * #open} fails with a message that says so.
     *
     * @return flags of the {@code java} command
     */
    List<String> coordinatorJvmFlags();

    /**
     * The flags that a worker's JVM needs for this transport.
     *
     * @return flags of the {@code java} command
     */
    List<String> workerJvmFlags();
}
