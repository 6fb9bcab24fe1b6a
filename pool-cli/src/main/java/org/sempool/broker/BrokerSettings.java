package org.sempool.broker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a {@link Broker} is started. Immutable.
 *
 * @param host the name or address to listen at; an IPv6 address has no brackets
 * @param port the port to listen at, or 0 for any free one
 * @param dataDirectory where messages are kept, made if it is missing; without one they are kept in
 *     a temporary directory, which {@link Broker#close} removes
 * @param credentials what clients must give; without any, everybody on this machine is a client
 * @param key turns on TLS
 */
public record BrokerSettings(
        String host,
        int port,
        Optional<Path> dataDirectory,
        Optional<Credentials> credentials,
        Optional<ServerKey> key) {
    private static final int HIGHEST_PORT = 0xFFFF;

    /**
     * Checks the host and the port.
     *
     * @throws IllegalArgumentException if the port is out of range, the host is unknown, or other
     *     machines could reach a broker that has no credentials
     */
    public BrokerSettings {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "the port " + port + " is out of range; allowed is 0 to " + HIGHEST_PORT);
        }
        if (credentials.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "other machines can reach "
                            + host
                            + ", so the broker needs a user and a password; or listen at"
                            + " 127.0.0.1");
        }
    }

    /**
     * A broker for one program: any free port of the loopback interface, a temporary directory,
     * neither credentials nor TLS.
     *
     * @return the settings
     */
    public static BrokerSettings temporary() {
        return new BrokerSettings(
                "127.0.0.1", 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The same with another data directory.
     *
     * @param directory the data directory
     * @return the settings
     */
    public BrokerSettings withDataDirectory(Path directory) {
        return new BrokerSettings(host, port, Optional.of(directory), credentials, key);
    }

    /**
     * The same with another host and port.
     *
     * @param otherHost the host
     * @param otherPort the port, or 0 for any free one
     * @return the settings
     */
    public BrokerSettings withAddress(String otherHost, int otherPort) {
        return new BrokerSettings(otherHost, otherPort, dataDirectory, credentials, key);
    }

    /**
     * The same with other credentials.
     *
     * @param other the credentials
     * @return the settings
     */
    public BrokerSettings withCredentials(Credentials other) {
        return new BrokerSettings(host, port, dataDirectory, Optional.of(other), key);
    }

    /**
     * The same with TLS.
     *
     * @param other the key
     * @return the settings
     */
    public BrokerSettings withKey(ServerKey other) {
        return new BrokerSettings(host, port, dataDirectory, credentials, Optional.of(other));
    }

    /**
     * Whether only this machine can reach a host. May ask a name server.
     *
     * @param host a name or an address
     * @return whether it is of the loopback interface
     * @throws IllegalArgumentException if there is no such host
     */
    public static boolean isLoopback(String host) {
        return address(host).isLoopbackAddress();
    }

    /** May ask a name server. */
    static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "cannot listen at " + host + ": there is no such host", e);
        }
    }
}
