package org.sempool.spi;

import java.util.Map;

/**
 * What every transport is told.
 *
 * @param workers the largest number that a worker will have
 * @param slots the bound of the jobs queue and of the results queue, in messages
 * @param slotBytes the payload, in bytes, up to which a message travels the quickest way
 * @param options settings that only one transport knows, by name
 */
public record TransportConfig(int workers, int slots, int slotBytes, Map<String, String> options) {
    /**
     * Copies the options.
     *
     * @param workers the largest worker number
     * @param slots the bound of each queue, in messages
     * @param slotBytes the payload, in bytes, that needs no detour
     * @param options settings of one transport
     */
    public TransportConfig {
        options = Map.copyOf(options);
    }
}
