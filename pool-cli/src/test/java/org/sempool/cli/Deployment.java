package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/**
 * A broker, worker hosts, and those who submit: real processes on this machine, on a free port and
 * in a directory of the test. Closing it kills what is left.
 */
@SuppressWarnings("try") // an interrupt of a test may end it anywhere
final class Deployment implements AutoCloseable {
    private static final Path NO_INPUT = Path.of("/dev/null");

    private final Path directory;
    private final Site site;
    private final List<Running> started = new ArrayList<>();
    private final List<ProcessHandle> workers = new ArrayList<>();

    /**
     * Where commands run, and with what.
     *
     * @param broker the address of the broker, {@code host:port}
     * @param pool the pool's name
     * @param environment variables for the commands
     * @param before what a shell has to say before a command; it may start with {@code ip netns}
     */
    record Site(String broker, String pool, Map<String, String> environment, String before) {}

    Deployment(Path directory) throws IOException {
        this(directory, new Site("127.0.0.1:" + freePort(), "default", Map.of(), ""));
    }

    Deployment(Path directory, Site site) {
        this.directory = directory;
        this.site = site;
    }

    /** Another pool at the same broker, in another directory. */
    Deployment withPool(Path otherDirectory, String name) {
        return new Deployment(
                otherDirectory, new Site(site.broker, name, site.environment, site.before));
    }

    /** The same with another environment; to be closed as well. */
    Deployment withEnvironment(Map<String, String> other) {
        return new Deployment(directory, new Site(site.broker, site.pool, other, site.before));
    }

    /** The same with other words before the commands; to be closed as well. */
    Deployment withWordsBefore(String words) {
        return new Deployment(directory, new Site(site.broker, site.pool, site.environment, words));
    }

    /** One that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The address of the broker. */
    String url() {
        return "tcp://" + site.broker;
    }

    Path dataDirectory() {
        return directory.resolve("broker-data");
    }

    /** Starts the broker, for the first time or again, and waits until it is ready. */
    Running broker(String... options) throws IOException {
        Running broker =
                start(
                        words(
                                List.of(
                                        "broker",
                                        "--listen=" + site.broker,
                                        "--data-dir=" + dataDirectory()),
                                options));
        awaitText(broker, "ready at");
        return broker;
    }

    /** Starts a host for a handler with so many workers, and waits until it is ready. */
    Running host(String handler, int someWorkers, String... options) throws IOException {
        Running host = startHost(handler, someWorkers, options);
        awaitText(host, "worker host ready");
        workers.addAll(host.workers());
        return host;
    }

    /** The same without the wait. */
    Running startHost(String handler, int someWorkers, String... options) throws IOException {
        return start(
                words(
                        List.of(
                                "worker",
                                handler,
                                "-w" + someWorkers,
                                "--broker=" + url(),
                                "--pool=" + site.pool),
                        options));
    }

    /** A host of {@link MoodyHandler}. */
    Running moodyHost(int someWorkers, String... options) throws IOException {
        return host(MoodyHandler.class.getName(), someWorkers, withTests(options));
    }

    /** Submits the lines of a file. */
    Running submit(String handler, Path input, String... options) throws IOException {
        return start(
                words(
                        List.of(
                                "submit",
                                handler,
                                input.toString(),
                                "--broker=" + url(),
                                "--pool=" + site.pool),
                        options));
    }

    /** Submits to {@link MoodyHandler}. */
    Running submitMoody(List<String> jobs, String... options) throws IOException {
        Path input = Files.createTempFile(directory, "jobs", "");
        return submit(MoodyHandler.class.getName(), Files.write(input, jobs), withTests(options));
    }

    private static String[] withTests(String... options) {
        return words(List.of("-cp", PoolScript.TEST_CLASSES.toString()), options);
    }

    private static String[] words(List<String> first, String... others) {
        return Stream.concat(first.stream(), Stream.of(others)).toArray(String[]::new);
    }

    /** Submits what is written to the command's standard input. */
    Running submitFromPipe(String handler, String... options) throws IOException {
        List<String> command =
                List.of("submit", handler, "--broker=" + url(), "--pool=" + site.pool);
        return remember(script("submit").startWithPipe(words(command, options)));
    }

    /** Starts any command. */
    Running start(String... words) throws IOException {
        PoolScript script = script(words[0]);
        if (site.before.isEmpty()) {
            return remember(script.start(NO_INPUT, words));
        }
        String line = String.join(" ", words(List.of(PoolScript.SCRIPT.toString()), words));
        return remember(script.startShell("exec " + site.before + " " + line + " </dev/null"));
    }

    private PoolScript script(String name) throws IOException {
        return new PoolScript(Files.createTempDirectory(directory, name), site.environment);
    }

    private Running remember(Running running) {
        started.add(running);
        return running;
    }

    /** Waits until a process has written this to standard error. */
    static void awaitText(Running running, String text) {
        String errors =
                Awaitility.await()
                        .until(
                                running::errorsSoFar,
                                soFar -> soFar.contains(text) || !running.process().isAlive());
        assertTrue(errors.contains(text), errors);
    }

    /** Waits until so many attempts at a job with {@code hold} have begun; their process ids. */
    static List<Long> awaitBegun(Path go, int attempts) {
        Path begun = Path.of(go + ".begun");
        return Awaitility.await()
                .until(
                        () -> Files.exists(begun) ? Files.readAllLines(begun) : List.<String>of(),
                        lines -> lines.size() >= attempts)
                .stream()
                .map(line -> Long.valueOf(line.split(" ", 2)[0]))
                .toList();
    }

    /** Kills a command as {@code kill -9} does, and waits for its end. */
    static void kill(Running running) throws IOException, InterruptedException {
        running.signal("KILL");
        var _ = running.await();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Running running : started) {
            running.workers().forEach(workers::add);
            running.process().destroyForcibly();
        }
        for (Running running : started) {
            var _ = running.await();
        }
        Running.awaitEnds(workers);
        // What the killed ones have left.
        Result cleaned = PoolCommand.run(directory, "clean");
        if (cleaned.code() != 0) {
            throw new IllegalStateException(cleaned.err());
        }
        SharedMemory.awaitNothingLeft();
    }
}
