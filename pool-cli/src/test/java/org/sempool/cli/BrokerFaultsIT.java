package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies what becomes of jobs when the broker ends, or all parts do, one after the other. */
@Timeout(300)
@SuppressWarnings("try") // an interrupt of a test may end it anywhere
final class BrokerFaultsIT {
    private static final int NUMBERS = 10_000;

    @TempDir private Path directory;
    private Deployment deployment;
    private Running broker;
    private Path go;

    @BeforeEach
    void start() throws Exception {
        deployment = new Deployment(directory);
        go = directory.resolve("go");
        broker = deployment.broker();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        deployment.close();
    }

    private void killAndRestartBroker() throws Exception {
        Deployment.kill(broker);
        broker = deployment.broker();
    }

    @Test
    void jobsRunOnWhileTheBrokerIsGoneAndNoneRunsTwice() throws Exception {
        Running host = deployment.moodyHost(1);
        List<String> others = IntStream.range(0, 500).mapToObj(i -> "job" + i).toList();
        List<String> jobs = new ArrayList<>(others);
        jobs.add(0, "hold " + go);
        Running submit = deployment.submitMoody(jobs);
        var _ = Deployment.awaitBegun(go, 1);

        killAndRestartBroker();
        Deployment.awaitText(host, "connected to the broker again");
        Deployment.awaitText(submit, "connected to the broker again");
        Files.createFile(go);

        Result result = submit.await();
        assertEquals(0, result.code(), result.err());
        assertEquals("attempt 1\n" + String.join("\n", others) + "\n", result.out(), result.err());
        assertEquals(1, Deployment.awaitBegun(go, 1).size());
    }

    /** More of them than are on their way to a program that reads nothing now. */
    @Test
    void resultsThatNobodyHasReadSurviveTheBroker() throws Exception {
        var _ = deployment.moodyHost(1);
        List<String> others = IntStream.range(0, 30).mapToObj(i -> i + "x".repeat(80_000)).toList();
        List<String> jobs = new ArrayList<>(others);
        jobs.add(0, "hold " + go);
        Running submit = deployment.submitMoody(jobs);
        try (BrokerQueues queues = new BrokerQueues(deployment.url())) {
            Awaitility.await().until(() -> queues.messages("sempool.default.jobs") == jobs.size());
            submit.signal("STOP");
            Files.createFile(go);
            Awaitility.await().until(() -> queues.messages("sempool.default.jobs") == 0);
        }

        killAndRestartBroker();
        submit.signal("CONT");

        Result result = submit.await();
        assertEquals("attempt 1\n" + String.join("\n", others) + "\n", result.out(), result.err());
        assertEquals(0, result.code(), result.err());
    }

    /** The pool's homework, with everything killed once. */
    @Test
    void theOutputIsExactThoughEachPartIsKilledOnce() throws Exception {
        Random random = new Random(20);
        List<String> numbers = random.longs(NUMBERS, 2, 1L << 40).mapToObj(Long::toString).toList();
        Path file = Files.write(directory.resolve("numbers"), numbers);
        Running doomed = deployment.host("factor", 1);
        var _ = deployment.host("factor", 1);
        Running submit = deployment.submitFromPipe("factor");
        OutputStream input = submit.process().getOutputStream();
        int part = NUMBERS / 4;

        write(input, numbers.subList(0, part));
        awaitResults(submit, 1);
        Running.signal("KILL", doomed.workers().getFirst().pid());

        write(input, numbers.subList(part, 2 * part));
        awaitResults(submit, part);
        Deployment.kill(doomed);
        var _ = deployment.startHost("factor", 1);

        write(input, numbers.subList(2 * part, 3 * part));
        awaitResults(submit, 2 * part);
        killAndRestartBroker();

        write(input, numbers.subList(3 * part, NUMBERS));
        input.close();
        Result result = submit.await();
        assertEquals(0, result.code(), result.err());
        assertEquals(Coreutils.factor(file), result.out().lines().toList());
    }

    private static void write(OutputStream input, List<String> lines) throws Exception {
        input.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    private static void awaitResults(Running submit, int count) {
        Awaitility.await().until(() -> submit.outputSoFar().lines().count() >= count);
    }

    @Test
    void everybodyGetsTheirOwnResultsFromOnePoolAndFromSeveral() throws Exception {
        Deployment other =
                deployment.withPool(Files.createDirectory(directory.resolve("2")), "other");
        try (other) {
            var _ = deployment.moodyHost(1);
            var _ = other.moodyHost(1);
            List<Running> submits = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                submits.add((i < 2 ? deployment : other).submitMoody(jobs(i)));
            }
            for (int i = 0; i < 3; i++) {
                Result result = submits.get(i).await();
                assertEquals(jobs(i), result.out().lines().toList(), result.err());
                assertEquals(0, result.code(), result.err());
            }
        }
    }

    private static List<String> jobs(int of) {
        return IntStream.range(0, 300).mapToObj(i -> of + "/" + i).toList();
    }

    @Test
    void theJobsOfAKilledProgramEndAndNothingOfItIsLeft() throws Exception {
        try (Deployment impatient = impatient()) {
            Running host = impatient.moodyHost(1);
            List<String> jobs = new ArrayList<>(List.of("hold " + go));
            jobs.addAll(jobs(0));
            Running doomed = impatient.submitMoody(jobs);
            long worker = Deployment.awaitBegun(go, 1).getFirst();
            try (BrokerQueues queues = new BrokerQueues(deployment.url())) {
                Awaitility.await().until(() -> queues.messages("sempool.default.jobs") > 300);
                assertEquals(1, queues.named("sempool.default.results").size());

                Deployment.kill(doomed);

                Running.awaitEnds(ProcessHandle.of(worker).stream().toList());
                Awaitility.await().until(() -> queues.messages("sempool.default.jobs") == 0);
                Awaitility.await().until(() -> queues.named("sempool.default.results").isEmpty());
            }
            Result next = impatient.submitMoody(jobs(1)).await();
            assertEquals(jobs(1), next.out().lines().toList(), next.err());
            assertTrue(host.process().isAlive());
        }
    }

    /** A file system of its own, which the broker's namespace has, and others see in /proc. */
    @Test
    void aFullDiskHoldsJobsBackUntilThereIsRoom() throws Exception {
        Deployment.kill(broker);
        Path data = deployment.dataDirectory();
        String before =
                "unshare -rm sh -c 'mount -t tmpfs -o size=100m,mode=700 none "
                        + data
                        + " && exec \"$@\"' sh";
        Assumptions.assumeTrue(
                new PoolScript(directory).shell(before + " true").code() == 0, "cannot mount");
        try (Deployment small = deployment.withWordsBefore(before)) {
            Running onSmallDisk = small.broker();
            Path disk = Path.of("/proc/" + onSmallDisk.process().pid() + "/root" + data);
            Path filler = disk.resolve("filler");
            fill(filler, disk.toFile().getUsableSpace() - (8 << 20));
            Deployment.awaitText(onSmallDisk, "block");
            Running host = deployment.moodyHost(1);
            Running submit = deployment.submitMoody(jobs(1));
            Deployment.awaitText(submit, "its disk may be full");
            assertEquals("", submit.outputSoFar());

            Files.delete(filler);

            Result result = submit.await();
            assertEquals(jobs(1), result.out().lines().toList(), result.err());
            assertEquals(0, result.code(), result.err());
            Deployment.kill(host);
        }
    }

    /** By then, hosts take it for dead. */
    @Test
    void aProgramThatIsSuspendedForTooLongIsToldThatItsJobsAreGone() throws Exception {
        var _ = deployment.moodyHost(1);
        try (Deployment impatient = impatient()) {
            Running submit = impatient.submitMoody(List.of("hold " + go));
            var _ = Deployment.awaitBegun(go, 1);

            submit.signal("STOP");
            try (BrokerQueues queues = new BrokerQueues(deployment.url())) {
                Awaitility.await().until(() -> queues.named("sempool.default.results").isEmpty());
            }
            submit.signal("CONT");

            Result result = submit.await();
            assertEquals(3, result.code(), result.err());
            assertTrue(
                    result.err().contains("was cut off from the broker for too long"),
                    result.err());
        }
    }

    private Deployment impatient() {
        return deployment.withEnvironment(
                Map.of("JAVA_OPTS", PoolScript.SHORT_LIVED + " -Dsempool.silence=3000"));
    }

    private static void fill(Path file, long bytes) throws IOException {
        byte[] some = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = bytes; left > 0; left -= some.length) {
                out.write(some);
            }
        }
    }
}
