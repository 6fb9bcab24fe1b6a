package org.sempool.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.broker.Broker;
import org.sempool.broker.BrokerSettings;
import org.sempool.broker.Credentials;
import org.sempool.broker.ServerKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pool broker}: runs a message broker until a signal ends it. */
@Command(
        name = "broker",
        description = {
            "Runs a message broker, Apache ActiveMQ Artemis, through which pools on several"
                    + " machines get their jobs and results. Ctrl-C or SIGTERM stops it; its"
                    + " messages are there when it is started again.",
            ""
        },
        footer = {
            "",
            "Passwords are never on the command line, where other users could read them. The"
                    + " broker's is in a file or in the environment variable"
                    + " SEMPOOL_BROKER_PASSWORD.",
            "",
            "Exit codes: 130, 143, 129 ended by Ctrl-C, SIGTERM, SIGHUP; 2 bad usage; 3 the broker"
                    + " could not start, or broke down."
        },
        mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {
    private static final String PASSWORD_VARIABLE = "SEMPOOL_BROKER_PASSWORD";
    private static final String STATE_VARIABLE = "XDG_STATE_HOME";

    private final Console console;
    private final Ending ending;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = Endpoint.Converter.class,
            description =
                    "Where clients connect; an IPv6 address has brackets, port 0 is any free port"
                            + " (default: ${DEFAULT-VALUE}). If other machines can reach it, --user"
                            + " is needed.")
    private Endpoint listen = new Endpoint("127.0.0.1", 61616);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where messages are kept, for one broker at a time (default:"
                            + " $XDG_STATE_HOME/sempool/broker, which is usually"
                            + " ~/.local/state/sempool/broker).")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Let in only clients that give this name and the password.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "The password is the first line of FILE (default: the environment variable"
                            + " SEMPOOL_BROKER_PASSWORD). Needs --user.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description =
                    "Encrypt connections (TLS) with the private key and the certificate in FILE, in"
                            + " the format PKCS12.")
    private @Nullable Path keyStore;

    @Option(
            names = "--key-store-password-file",
            paramLabel = "FILE",
            description = "The key store's password is the first line of FILE.")
    private @Nullable Path keyStorePasswordFile;

    @Mixin private LoggingOptions logging = new LoggingOptions();

    BrokerCommand(Console console, Ending ending) {
        this.console = console;
        this.ending = ending;
    }

    @Override
    public Integer call() throws InterruptedException {
        logging.apply();
        try (Broker broker = Broker.start(settings());
                var _ = ending.cleaning(broker::close);
                var _ = ending.haltAtSecondSignal()) {
            return run(broker);
        } catch (IOException e) {
            console.message("cannot start: " + e.getMessage());
            return ExitCode.CANNOT_START;
        }
    }

    /** Until a signal ends the command, or the broker breaks down: it has no bound. */
    private int run(Broker broker) throws InterruptedException {
        if (!logging.quiet()) {
            console.message(
                    "broker ready at " + broker.url() + ", data in " + broker.dataDirectory());
        }
        try {
            broker.awaitEnd();
            return ExitCode.ALL_SUCCEEDED;
        } catch (IOException e) {
            console.message(String.valueOf(e.getMessage()));
            return ExitCode.CANNOT_START;
        }
    }

    private BrokerSettings settings() {
        Optional<Credentials> credentials = credentials();
        if (credentials.isEmpty() && !BrokerSettings.isLoopback(listen.host())) {
            throw new UsageException(
                    "other machines can reach --listen "
                            + listen
                            + ", so clients must give a password: add --user, and --password-file"
                            + " or the environment variable "
                            + PASSWORD_VARIABLE);
        }
        return new BrokerSettings(
                listen.host(), listen.port(), Optional.of(dataDirectory()), credentials, key());
    }

    private Path dataDirectory() {
        Path given = dataDirectory;
        if (given != null) {
            return given;
        }
        String state = System.getenv(STATE_VARIABLE);
        // A relative path is to be ignored.
        return (state != null && state.startsWith("/")
                        ? Path.of(state)
                        : Path.of(System.getProperty("user.home"), ".local/state"))
                .resolve("sempool/broker");
    }

    private Optional<Credentials> credentials() {
        String name = user;
        Path file = passwordFile;
        if (name == null) {
            if (file != null) {
                throw new UsageException("--password-file needs --user");
            }
            return Optional.empty();
        }
        String password =
                file == null
                        ? System.getenv(PASSWORD_VARIABLE)
                        : firstLine("--password-file", file);
        if (password == null || password.isEmpty()) {
            throw new UsageException(
                    "--user needs a password: give --password-file, or set the environment"
                            + " variable "
                            + PASSWORD_VARIABLE);
        }
        if (name.isEmpty()) {
            throw new UsageException("--user has an empty name; give another");
        }
        return Optional.of(new Credentials(name, password));
    }

    private Optional<ServerKey> key() {
        Path store = keyStore;
        Path file = keyStorePasswordFile;
        if (store == null) {
            if (file != null) {
                throw new UsageException("--key-store-password-file needs --key-store");
            }
            return Optional.empty();
        }
        if (file == null) {
            throw new UsageException("--key-store needs --key-store-password-file");
        }
        return Optional.of(new ServerKey(store, firstLine("--key-store-password-file", file)));
    }

    private static String firstLine(String option, Path file) {
        try {
            String content = Files.readString(file, StandardCharsets.UTF_8);
            String line = content.lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw new UsageException(
                        option + " " + file + " has an empty first line; write the password there");
            }
            return line;
        } catch (IOException e) {
            throw new UsageException("cannot read " + option + " " + file + ": " + e, e);
        }
    }
}
