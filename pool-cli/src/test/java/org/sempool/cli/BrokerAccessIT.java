package org.sempool.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies who gets to a broker that wants a password and encrypts, and what others are told. */
@Timeout(300)
final class BrokerAccessIT {
    private static final String PASSWORD = "very-secret";
    private static final String VARIABLE = "SEMPOOL_BROKER_PASSWORD";
    private static final String STORE_PASSWORD = "store-secret";

    @TempDir private static Path directory;
    private static Deployment deployment;
    private static Path passwordFile;
    private static Path storePasswordFile;

    @BeforeAll
    static void start() throws Exception {
        passwordFile = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        storePasswordFile =
                Files.writeString(directory.resolve("store-password"), STORE_PASSWORD + "\n");
        makeCertificates();
        deployment = new Deployment(directory);
        var _ =
                deployment.broker(
                        "--user=ann",
                        "--password-file=" + passwordFile,
                        "--key-store=" + store("server"),
                        "--key-store-password-file=" + storePasswordFile);
    }

    @AfterAll
    static void stop() throws Exception {
        deployment.close();
    }

    private static Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    /** An authority, the broker's certificate by it, and another authority. */
    private static void makeCertificates() throws Exception {
        String authority = "-genkeypair -keyalg EC -dname CN=%s -ext bc:c -alias %s";
        keytool(store("authority"), authority.formatted("Tests", "ca"));
        keytool(store("stranger"), authority.formatted("Others", "ca"));
        Path server = store("server");
        Path request = directory.resolve("request");
        Path answer = directory.resolve("answer");
        Path root = directory.resolve("root");
        keytool(server, "-genkeypair -keyalg EC -dname CN=broker -alias broker");
        keytool(server, "-certreq -alias broker -file " + request);
        keytool(
                store("authority"),
                "-gencert -alias ca -ext san=ip:127.0.0.1 -infile "
                        + request
                        + " -outfile "
                        + answer);
        keytool(store("authority"), "-exportcert -alias ca -file " + root);
        keytool(server, "-importcert -noprompt -alias ca -file " + root);
        keytool(server, "-importcert -noprompt -alias broker -file " + answer);
        keytool(store("trusted"), "-importcert -noprompt -alias ca -file " + root);
    }

    private static void keytool(Path store, String arguments) throws Exception {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        tool.toString(),
                                        "-keystore",
                                        store.toString(),
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass:file",
                                        storePasswordFile.toString()),
                                Stream.of(arguments.split(" ", -1)))
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), out);
    }

    private static String[] trusting(String store, String... others) {
        return Stream.concat(
                        Stream.of(
                                "--trust-store=" + store(store),
                                "--trust-store-password-file=" + storePasswordFile),
                        Stream.of(others))
                .toArray(String[]::new);
    }

    private static Path jobs() throws IOException {
        return Files.write(directory.resolve("jobs"), List.of("one", "two"));
    }

    /** Also looks at the command lines of all processes meanwhile. */
    @Test
    void whoHasThePasswordAndTrustsTheCertificateWorks() throws Exception {
        String[] options = trusting("trusted", "--user=ann", "--password-file=" + passwordFile);
        Running host = deployment.host("echo", 1, options);

        Running submit = deployment.submit("echo", jobs(), options);

        Result result = submit.await();
        assertEquals("one\ntwo\n", result.out(), result.err());
        assertEquals(0, result.code(), result.err());
        assertFalse(commandLines().contains(PASSWORD));
        assertFalse(commandLines().contains(STORE_PASSWORD));
        Deployment.kill(host);
    }

    /** Handlers may print their environment. */
    @Test
    void workersDoNotSeeThePassword() throws Exception {
        Deployment other = deployment.withEnvironment(Map.of(VARIABLE, PASSWORD));
        try {
            Running host = other.host("echo", 1, trusting("trusted", "--user=ann"));

            String environment = environmentOfWorker(host);

            assertFalse(environment.contains(VARIABLE), environment);
        } finally {
            other.close();
        }
    }

    private static String environmentOfWorker(Running host) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                host.process()
                                        .descendants()
                                        .map(BrokerAccessIT::environment)
                                        .filter(each -> each.contains("SEMPOOL_WORKER="))
                                        .findAny()
                                        .orElse(""),
                        each -> !each.isEmpty());
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "environ"));
        } catch (IOException e) {
            return "";
        }
    }

    private static String commandLines() throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-eww", "-o", "args").start();
        String all = new String(ps.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, ps.waitFor());
        assertTrue(all.contains("--password-file="), all);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", ""})
    void aWrongPasswordOrNoneIsRefused(String password) throws Exception {
        Deployment other = deployment.withEnvironment(Map.of(VARIABLE, password));
        String[] options = trusting("trusted", "--user=ann");
        try {
            Running submit = other.submit("echo", jobs(), options);
            Running host = other.startHost("echo", 1, options);
            for (Running running : List.of(submit, host)) {
                assertRefused(running.await(), "refuses the user ann, or the password");
            }
        } finally {
            other.close();
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsNotTrusted() throws Exception {
        String[] options = trusting("stranger", "--user=ann", "--password-file=" + passwordFile);

        Running submit = deployment.submit("echo", jobs(), options);
        Running host = deployment.startHost("echo", 1, options);

        for (Running running : List.of(submit, host)) {
            assertRefused(running.await(), "certificate");
        }
    }

    private static void assertRefused(Result result, String why) {
        assertEquals(3, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(why), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }
}
