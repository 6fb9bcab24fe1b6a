package org.sempool.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The broker through which a command works with other machines, and how it proves who it is. */
final class BrokerOptions {
    /** Instead of an address: a broker within the command. */
    private static final String EMBEDDED = "embedded";

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description =
                    "The message broker that submitters and worker hosts connect to, as tcp://HOST:PORT"
                            + " or ssl://HOST:PORT; several with commas between are tried in turn."
                            + " 'pool submit' also starts one itself: embedded.")
    private @Nullable String broker;

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description =
                    "The pool's name on the broker; its hosts and those who submit give the same"
                            + " (default: default).")
    private @Nullable String pool;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "The user's name for the broker. The password is in --password-file, or in the"
                            + " environment variable SEMPOOL_BROKER_PASSWORD.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password is the first line of FILE. Needs --user.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--trust-store",
            paramLabel = "FILE",
            description =
                    "Encrypt the connection (TLS), and trust the certificates in FILE, in the"
                            + " format PKCS12. With ssl:// in the URL and without this, those of"
                            + " the JDK.")
    private @Nullable Path trustStore;

    @Option(
            names = "--trust-store-password-file",
            paramLabel = "FILE",
            description = "The trust store's password is the first line of FILE.")
    private @Nullable Path trustStorePasswordFile;

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description =
                    "The certificate and key to show to the broker, if it wants one, in the format"
                            + " PKCS12.")
    private @Nullable Path keyStore;

    @Option(
            names = "--key-store-password-file",
            paramLabel = "FILE",
            description = "The key store's password is the first line of FILE.")
    private @Nullable Path keyStorePasswordFile;

    /** Whether there is a broker. */
    boolean isGiven() {
        return broker != null;
    }

    /** Whether the command has to start it. */
    boolean isEmbedded() {
        return EMBEDDED.equals(broker);
    }

    /**
     * The transport's options by name.
     *
     * @param embedded the address of the command's own broker, if it has one
     * @throws UsageException if there is an option without what it is about
     */
    Map<String, String> all(@Nullable String embedded) {
        Map<String, String> options = new TreeMap<>();
        put(options, "broker", embedded == null ? broker : embedded);
        put(options, "pool", pool);
        put(options, "user", user);
        put(options, "password-file", passwordFile);
        put(options, "trust-store", trustStore);
        put(options, "trust-store-password-file", trustStorePasswordFile);
        put(options, "key-store", keyStore);
        put(options, "key-store-password-file", keyStorePasswordFile);
        if (!isGiven() && !options.isEmpty()) {
            throw new UsageException("--" + options.keySet().iterator().next() + " needs --broker");
        }
        if (passwordFile != null && user == null) {
            throw new UsageException("--password-file needs --user");
        }
        return options;
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }
}
