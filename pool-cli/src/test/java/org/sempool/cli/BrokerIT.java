package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies how {@code pool broker} starts, ends, and keeps messages whatever ends it. */
@Timeout(300)
final class BrokerIT {
    private static final Pattern READY =
            Pattern.compile("pool: broker ready at (tcp://\\S+), data in (/\\S+)\n");
    private static final String QUEUE = "sempool.test.jobs";
    private static final long PATIENCE_MILLIS = 30_000;

    @TempDir private Path directory;
    @TempDir private Path otherDirectory;
    private final List<Running> started = new ArrayList<>();

    @Test
    void aMessageSurvivesAKillAndSoDoesTheQueue() throws Exception {
        Running first = start();
        send(url(first), "kept");
        first.signal("KILL");
        assertEquals(137, first.await().code());

        Running second = start();
        assertEquals("kept", receive(url(second)));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalStopsItWithoutAWord(String signal, int code) throws Exception {
        Running running = start();
        String url = url(running);
        try (Connection connection = new ActiveMQConnectionFactory(url).createConnection()) {
            connection.start();
            running.signal(signal);
            Result result = running.await();

            assertEquals(code, result.code());
            assertEquals("", result.out());
            assertTrue(READY.matcher(result.err()).matches(), result.err());
        }
    }

    @Test
    void itsPasswordComesFromTheEnvironmentAndIsNotOnTheProcessList() throws Exception {
        Running running =
                start(
                        Map.of("SEMPOOL_BROKER_PASSWORD", "top-secret"),
                        "--listen=0.0.0.0:0",
                        "--user=ann",
                        "--data-dir=" + data());
        String url = url(running).replace("0.0.0.0", "127.0.0.1");
        String commandLine =
                Files.readString(Path.of("/proc/" + running.process().pid() + "/cmdline"));
        assertTrue(commandLine.contains("--user=ann"), commandLine);
        assertEquals(-1, commandLine.indexOf("top-secret"));
        try (Connection connection =
                new ActiveMQConnectionFactory(url).createConnection("ann", "top-secret")) {
            connection.start();
        }
    }

    @Test
    void withoutADataDirectoryItUsesTheUsersStateDirectory() throws Exception {
        Running running = start(Map.of("XDG_STATE_HOME", "" + data()), "--listen=127.0.0.1:0");

        Path used = Path.of(ready(running).group(2));
        assertEquals(data().toRealPath().resolve("sempool/broker"), used);
    }

    @Test
    void aSecondOneIsToldAtOnceWhatIsInUse() throws Exception {
        Running running = start();
        String address = url(running).replace("tcp://", "");
        PoolScript second = new PoolScript(otherDirectory);

        Result sameDirectory = second.run("broker", "--listen=127.0.0.1:0", "--data-dir=" + data());
        Result samePort =
                second.run("broker", "--listen=" + address, "--data-dir=" + otherDirectory);

        assertEquals(3, sameDirectory.code());
        assertTrue(
                sameDirectory.err().contains(data() + " is in use by another broker"),
                sameDirectory.err());
        assertEquals(1, sameDirectory.err().lines().count(), sameDirectory.err());
        assertEquals(3, samePort.code());
        assertTrue(samePort.err().contains("cannot listen at " + address), samePort.err());
        assertEquals(1, samePort.err().lines().count(), samePort.err());
    }

    @AfterEach
    void endAll() throws Exception {
        for (Running running : started) {
            running.process().destroyForcibly();
            var _ = running.await();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Running start() throws IOException {
        return start(Map.of(), "--listen=127.0.0.1:0", "--data-dir=" + data());
    }

    private Running start(Map<String, String> environment, String... options) throws IOException {
        String[] command =
                Stream.concat(Stream.of("broker"), Stream.of(options)).toArray(String[]::new);
        Running running =
                new PoolScript(directory, environment).start(Path.of("/dev/null"), command);
        started.add(running);
        return running;
    }

    private static String url(Running running) {
        return ready(running).group(1);
    }

    /** Waits for the line that says so. */
    private static Matcher ready(Running running) {
        String errors =
                Awaitility.await()
                        .until(
                                running::errorsSoFar,
                                text -> text.contains("ready at") || !running.process().isAlive());
        Matcher ready = READY.matcher(errors);
        assertTrue(ready.matches(), errors);
        return ready;
    }

    private static void send(String url, String text) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(url).createConnection();
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue(QUEUE))
                    .send(session.createTextMessage(text));
        }
    }

    private static String receive(String url) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(url).createConnection();
                Session session = connection.createSession()) {
            connection.start();
            return session.createConsumer(session.createQueue(QUEUE))
                    .receive(PATIENCE_MILLIS)
                    .getBody(String.class);
        }
    }
}
