package org.sempool.artemis;

import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sempool.process.Secrets;
import org.sempool.spi.TransportConfig;

/**
 * The transport's options, checked.
 *
 * @param brokers the broker's addresses, each {@code host:port}, to be tried in this order
 * @param pool the pool's name on the broker
 * @param batch the name of a batch that can be continued
 * @param user the user's name, if the broker wants one
 * @param password where the password is
 * @param tls whether the connection is encrypted, and with which stores
 */
record BrokerOptions(
        List<String> brokers,
        String pool,
        Optional<String> batch,
        Optional<String> user,
        Password password,
        Tls tls) {
    static final String BROKER = "broker";
    static final String POOL = "pool";
    static final String BATCH = "batch";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String PASSWORD_FILE = "password-file";
    static final String TRUST_STORE = "trust-store";
    static final String TRUST_STORE_PASSWORD_FILE = "trust-store-password-file";
    static final String KEY_STORE = "key-store";
    static final String KEY_STORE_PASSWORD_FILE = "key-store-password-file";

    /** All of them. */
    static final List<String> NAMES =
            List.of(
                    BROKER,
                    POOL,
                    BATCH,
                    USER,
                    PASSWORD,
                    PASSWORD_FILE,
                    TRUST_STORE,
                    TRUST_STORE_PASSWORD_FILE,
                    KEY_STORE,
                    KEY_STORE_PASSWORD_FILE);

    private static final String SCHEME = "tcp://";
    private static final Pattern ADDRESS =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):(?<port>[0-9]{1,5})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_PORT = 65_535;

    BrokerOptions {
        brokers = List.copyOf(brokers);
    }

    /** Where a password is. It is read anew for each connection, so it may change. */
    sealed interface Password {
        /** Nowhere. */
        record None() implements Password {}

        /** In this process. */
        record Given(String text) implements Password {
            @Override
            public String toString() {
                return "Given[...]";
            }
        }

        /** The first line of a file. */
        record InFile(Path file) implements Password {}

        /** The password, or null if there is none. */
        default Optional<String> read() throws IOException {
            return switch (this) {
                case None _ -> Optional.empty();
                case Given given -> Optional.of(given.text);
                case InFile in -> Optional.of(firstLine(in.file));
            };
        }

        private static String firstLine(Path file) throws IOException {
            try (var lines = Files.lines(file)) {
                return lines.findFirst()
                        .orElseThrow(() -> new IOException(file + " has no password: it is empty"));
            } catch (CharacterCodingException | java.io.UncheckedIOException e) {
                throw new IOException(file + " has no password: its first line is not UTF-8", e);
            } catch (IOException e) {
                throw new IOException("the password cannot be read: " + e, e);
            }
        }
    }

    /**
     * Encryption.
     *
     * @param on whether the connection is encrypted
     * @param trustStore has the broker's certificate or its authority; empty for the JDK's own
     * @param trustStorePassword opens it
     * @param keyStore has this client's certificate, if the broker wants one
     * @param keyStorePassword opens it
     */
    record Tls(
            boolean on,
            Optional<Path> trustStore,
            Password trustStorePassword,
            Optional<Path> keyStore,
            Password keyStorePassword) {}

    /**
     * @throws IllegalArgumentException if one is missing or bad
     */
    static BrokerOptions of(Map<String, String> options) {
        String broker = options.get(BROKER);
        if (broker == null || broker.isBlank()) {
            throw new IllegalArgumentException(
                    "transport=artemis needs the option broker, an address such as"
                            + " tcp://localhost:61616");
        }
        String pool = name(POOL, options.getOrDefault(POOL, "default"));
        if (!options.containsKey(USER)
                && (options.containsKey(PASSWORD) || options.containsKey(PASSWORD_FILE))) {
            throw new IllegalArgumentException(
                    "transport=artemis has a password and no user; give the option user, too");
        }
        boolean tls = broker.startsWith("ssl://") || options.containsKey(TRUST_STORE);
        return new BrokerOptions(
                addresses(broker),
                pool,
                Optional.ofNullable(options.get(BATCH)).map(id -> name(BATCH, id)),
                Optional.ofNullable(options.get(USER)),
                password(options),
                new Tls(
                        tls || options.containsKey(KEY_STORE),
                        TransportConfig.path(options, TRUST_STORE),
                        passwordFile(options, TRUST_STORE_PASSWORD_FILE),
                        TransportConfig.path(options, KEY_STORE),
                        passwordFile(options, KEY_STORE_PASSWORD_FILE)));
    }

    private static String name(String option, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    option
                            + "="
                            + value
                            + " is no name; allowed are 1 to 64 letters, digits, '_' and '-'");
        }
        return value;
    }

    private static Password password(Map<String, String> options) {
        String given = options.get(PASSWORD);
        if (given != null) {
            return new Password.Given(given);
        }
        Password inFile = passwordFile(options, PASSWORD_FILE);
        String variable = System.getenv(Secrets.BROKER_PASSWORD);
        return inFile instanceof Password.None && variable != null
                ? new Password.Given(variable)
                : inFile;
    }

    private static Password passwordFile(Map<String, String> options, String name) {
        return TransportConfig.path(options, name)
                .<Password>map(Password.InFile::new)
                .orElseGet(Password.None::new);
    }

    private static List<String> addresses(String broker) {
        List<String> addresses = new ArrayList<>();
        for (String each : broker.split(",", -1)) {
            String text = each.strip();
            String address =
                    text.startsWith(SCHEME) || text.startsWith("ssl://")
                            ? text.substring(SCHEME.length())
                            : text;
            var matcher = ADDRESS.matcher(address);
            if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > MAX_PORT) {
                throw new IllegalArgumentException(
                        "broker="
                                + text.replaceFirst("[?@].*", "...")
                                + " is no address of a broker; an example is"
                                + " tcp://localhost:61616, or several of them with commas between;"
                                + " all else has options of its own");
            }
            addresses.add(address);
        }
        return addresses;
    }

    /** What to say if the broker does not let this client in. */
    IOException refusal(JMSSecurityException why) {
        String refused =
                user.map(name -> "the user " + name + ", or the password")
                        .orElse("clients without a user; give the options user and password-file");
        return new IOException(
                "the broker " + display() + " refuses " + refused + ": " + why.getMessage(), why);
    }

    /** For messages; has no secret. */
    String display() {
        return (tls.on ? "ssl://" : SCHEME) + String.join(",", brokers);
    }
}
