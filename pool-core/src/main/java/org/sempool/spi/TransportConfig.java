package org.sempool.spi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.sempool.process.NativeText;

/**
 * The settings of every transport.
 *
 * @param handler the handler's class and its version
 * @param workers the largest number that a worker will have
 * @param slots the bound of the jobs queue and of the results queue, in messages
 * @param slotBytes the largest payload, in bytes, that travels the fastest way
 * @param payloadMemory how many bytes of larger payloads may be in both queues; empty if the
 *     transport chooses
 * @param options settings of one transport only, by name
 */
public record TransportConfig(
        HandlerCode handler,
        int workers,
        int slots,
        int slotBytes,
        OptionalLong payloadMemory,
        Map<String, String> options) {
    /**
     * Copies the options.
     *
     * @param handler the handler's class and its version
     * @param workers the largest worker number
     * @param slots the bound of each queue, in messages
     * @param slotBytes the largest payload, in bytes, that travels the fastest way
     * @param payloadMemory how many bytes of larger payloads may be in both queues
     * @param options settings of one transport
     */
    public TransportConfig {
        options = Map.copyOf(options);
    }

    /**
     * For a handler that is known only by its name.
     *
     * @param handler the class name of the handler
     * @param workers the largest worker number
     * @param slots the bound of each queue, in messages
     * @param slotBytes the largest payload, in bytes, that travels the fastest way
     * @param options settings of one transport
     */
    public TransportConfig(
            String handler, int workers, int slots, int slotBytes, Map<String, String> options) {
        this(HandlerCode.named(handler), workers, slots, slotBytes, OptionalLong.empty(), options);
    }

    /**
     * For a transport's {@link Transport#check}.
     *
     * @param transport its name
     * @param known the options that it knows
     * @throws IllegalArgumentException if there are others
     */
    public void requireKnownOptions(String transport, List<String> known) {
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "transport options "
                            + unknown
                            + " are unknown to "
                            + transport
                            + "; it knows "
                            + known);
        }
    }

    /**
     * Reads an option that names a file.
     *
     * @param options settings of one transport
     * @param name the option
     * @return its value, or empty if it is not set
     * @throws IllegalArgumentException if no file can have this name
     */
    public static Optional<Path> path(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(value));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    name
                            + "="
                            + value
                            + " cannot be the name of a file ("
                            + e.getReason()
                            + "); the charset of the locale is "
                            + NativeText.charset(),
                    e);
        }
    }

    /**
     * For a transport's {@link Transport#check}.
     *
     * @param name what the number is called
     * @param value the number
     * @param least the lowest that is allowed
     * @param most the highest that is allowed
     * @throws IllegalArgumentException if it is out of this range
     */
    public static void requireRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is out of range; allowed is " + least + " to " + most);
        }
    }

    /**
     * For logs: the values of options may be secrets, so only their names are shown.
     *
     * @return the settings
     */
    @Override
    public String toString() {
        return "TransportConfig[handler="
                + handler
                + ", workers="
                + workers
                + ", slots="
                + slots
                + ", slotBytes="
                + slotBytes
                + ", payloadMemory="
                + payloadMemory
                + ", options="
                + new TreeSet<>(options.keySet())
                + "]";
    }
}
