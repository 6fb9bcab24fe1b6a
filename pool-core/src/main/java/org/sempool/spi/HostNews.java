package org.sempool.spi;

/**
 * What a worker host says of itself.
 *
 * @param host its name: that of its machine, and its process id
 * @param workers how many workers it has
 * @param running how many jobs it holds
 * @param handler the class name of its handler
 * @param version the version of the handler's classes, see {@link HandlerVersion}
 * @param protocol the version of the product's messages
 * @param misfit why it does not take this coordinator's jobs, naming both versions; empty if it
 *     does
 */
public record HostNews(
        String host,
        int workers,
        int running,
        String handler,
        String version,
        int protocol,
        String misfit) {
    /**
     * Returns whether the host takes this coordinator's jobs.
     *
     * @return true if it does
     */
    public boolean fits() {
        return misfit.isEmpty();
    }
}
