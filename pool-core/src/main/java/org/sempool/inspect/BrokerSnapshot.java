package org.sempool.inspect;

import java.util.List;

/**
 * The pools of a broker.
 *
 * @param broker its address
 * @param queues the queues of the pools, by name
 * @param hosts the worker hosts that were heard of lately, by name
 */
public record BrokerSnapshot(String broker, List<Queue> queues, List<Host> hosts) {
    /**
     * Copies the lists.
     *
     * @param broker its address
     * @param queues the queues of the pools
     * @param hosts the worker hosts
     */
    public BrokerSnapshot {
        queues = List.copyOf(queues);
        hosts = List.copyOf(hosts);
    }

    /**
     * A queue.
     *
     * @param name its name
     * @param messages how many messages it has
     * @param held how many of them somebody has received, and not yet acknowledged
     * @param consumers how many sessions receive from it
     * @param added how many messages were ever put into it, since the broker has started
     * @param removed how many of them were acknowledged
     */
    public record Queue(
            String name, long messages, long held, long consumers, long added, long removed) {}

    /**
     * A worker host.
     *
     * @param name its machine and process id
     * @param pool the pool's name
     * @param workers how many workers it has
     * @param running how many jobs it holds
     * @param done how many jobs it has done
     * @param redelivered how many jobs it has taken that another attempt had lost before
     * @param handler the class name of its handler
     * @param version the digest of the handler's classes
     */
    public record Host(
            String name,
            String pool,
            long workers,
            long running,
            long done,
            long redelivered,
            String handler,
            String version) {}
}
