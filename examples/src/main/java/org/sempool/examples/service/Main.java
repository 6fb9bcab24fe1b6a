package org.sempool.examples.service;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.sempool.examples.homework.Usage;

/** Starts the service. */
public final class Main {
    /** How long a replacement may run. */
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** How long the service may take to answer the requests that it has when it is told to end. */
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private static final int MAX_PORT = 65_535;
    private static final List<String> ENGINES = List.of("pool", "own-jvm");

    private record Arguments(int port, String engine) {
        static Arguments parse(String[] args) {
            if (args.length < 1 || args.length > 2) {
                throw new IllegalArgumentException(
                        "usage: PORT [pool|own-jvm], with port 0 for any that is free");
            }
            String engine = args.length == 2 ? args[1] : ENGINES.getFirst();
            if (!ENGINES.contains(engine)) {
                throw new IllegalArgumentException(
                        "engine=" + engine + " is none; the engines are " + ENGINES);
            }
            return new Arguments(port(args[0]), engine);
        }

        private static int port(String text) {
            try {
                int port = Integer.parseInt(text);
                if (port >= 0 && port <= MAX_PORT) {
                    return port;
                }
            } catch (NumberFormatException none) {
                // The same message.
            }
            throw new IllegalArgumentException(
                    "port=" + text + " is none; ports are numbers from 0 to " + MAX_PORT);
        }
    }

    private Main() {}

    /**
     * Runs the service until the process gets a SIGTERM or SIGINT; then answers the requests that
     * it has.
     *
     * @param args the port, and {@code own-jvm} to make replacements in this JVM
     * @throws IOException if the port is taken
     */
    public static void main(String[] args) throws IOException {
        Arguments arguments = Usage.orExit(() -> Arguments.parse(args));
        int workers = Runtime.getRuntime().availableProcessors();
        Engine engine =
                arguments.engine.equals("pool")
                        ? new PoolEngine(workers, TIMEOUT)
                        : new OwnJvmEngine(workers, TIMEOUT);
        ReplaceService service;
        try {
            service = ReplaceService.start(arguments.port, engine);
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> service.close(DRAIN)));
        System.out.println("listening on http://localhost:" + service.port());
    }
}
