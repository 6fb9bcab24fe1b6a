package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;
import org.sempool.process.HostName;

/** Specifies what becomes of jobs when the host that runs them, or one of its workers, ends. */
@Timeout(300)
final class HostFaultsIT {
    @TempDir private static Path brokersDirectory;
    private static Deployment broker;

    @TempDir private Path directory;
    private Deployment deployment;
    private Path go;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new Deployment(brokersDirectory);
        var _ = broker.broker();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @BeforeEach
    void start() {
        deployment = broker.withPool(directory, directory.getFileName().toString());
        go = directory.resolve("go");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        deployment.close();
    }

    /** A job that runs until {@link #go} is there, and some short ones. */
    private List<String> heldAndOthers() {
        List<String> jobs = new ArrayList<>(List.of("hold " + go));
        IntStream.range(0, 300).forEach(i -> jobs.add("job" + i));
        return jobs;
    }

    /** The output for these, in order. */
    private static String results(int attempt) {
        List<String> lines = new ArrayList<>(List.of("attempt " + attempt));
        IntStream.range(0, 300).forEach(i -> lines.add("job" + i));
        return String.join("\n", lines) + "\n";
    }

    private void letGo() throws Exception {
        Files.createFile(go);
    }

    @Test
    void theJobOfAKilledWorkerRunsAgain() throws Exception {
        var _ = deployment.moodyHost(2);
        Running submit = deployment.submitMoody(heldAndOthers());
        long worker = Deployment.awaitBegun(go, 1).getFirst();

        Running.signal("KILL", worker);
        var _ = Deployment.awaitBegun(go, 2);
        letGo();

        Result result = submit.await();
        assertEquals(results(2), result.out(), result.err());
        assertEquals(0, result.code(), result.err());
    }

    @Test
    void theWorkersOfAKilledHostEndAndItsJobsRunOnAnother() throws Exception {
        Running doomed = deployment.moodyHost(2);
        Running submit = deployment.submitMoody(heldAndOthers());
        var _ = Deployment.awaitBegun(go, 1);
        List<ProcessHandle> workers = doomed.workers();
        assertEquals(2, workers.size());

        Deployment.kill(doomed);
        Running.awaitEnds(workers);
        var _ = deployment.moodyHost(1);
        var _ = Deployment.awaitBegun(go, 2);
        letGo();

        Result result = submit.await();
        assertEquals(results(2), result.out(), result.err());
        assertEquals(0, result.code(), result.err());
    }

    @Test
    void aJobFailsWhoseOnlyAttemptWasOnAKilledHost() throws Exception {
        Running doomed = deployment.moodyHost(1);
        Running submit = deployment.submitMoody(List.of("hold " + go, "other"), "--attempts=1");
        var _ = Deployment.awaitBegun(go, 1);

        Deployment.kill(doomed);
        var _ = deployment.moodyHost(1);

        Result result = submit.await();
        assertEquals("other\n", result.out(), result.err());
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains("the worker host that had the job was killed, or"));
        assertEquals(1, Deployment.awaitBegun(go, 1).size());
    }

    @Test
    void aHostThatIsToldToStopFinishesWhatRunsAndLeavesTheOthers() throws Exception {
        Running leaving = deployment.moodyHost(1);
        Running submit = deployment.submitMoody(heldAndOthers());
        var _ = Deployment.awaitBegun(go, 1);

        leaving.signal("TERM");
        Deployment.awaitText(leaving, "stopping: running jobs may finish");
        letGo();
        Result left = leaving.await();
        assertEquals(0, left.code(), left.err());
        var _ = deployment.moodyHost(1);

        Result result = submit.await();
        assertEquals(results(1), result.out(), result.err());
        assertEquals(0, result.code(), result.err());
        assertEquals(1, Deployment.awaitBegun(go, 1).size());
    }

    @Test
    void aSecondSignalStopsAHostAtOnce() throws Exception {
        Running leaving = deployment.moodyHost(1);
        Running submit = deployment.submitMoody(heldAndOthers());
        var _ = Deployment.awaitBegun(go, 1);

        leaving.signal("TERM");
        Deployment.awaitText(leaving, "stopping: running jobs may finish");
        leaving.signal("TERM");
        Result left = leaving.await();
        assertEquals(143, left.code(), left.err());
        var _ = deployment.moodyHost(1);
        var _ = Deployment.awaitBegun(go, 2);
        letGo();

        Result result = submit.await();
        assertEquals(results(2), result.out(), result.err());
    }

    @Test
    void aPoisonousJobFailsAloneAndTellsWhereItsWorkersDied() throws Exception {
        var _ = deployment.moodyHost(2);
        List<String> jobs = heldAndOthers();
        jobs.set(0, "kill");
        jobs.add("halt");

        Result result = deployment.submitMoody(jobs, "-v").await();

        assertEquals(results(1).replace("attempt 1\n", ""), result.out(), result.err());
        assertEquals(1, result.code(), result.err());
        String errors = result.err();
        assertTrue(errors.contains(HostName.own()), errors);
        assertTrue(errors.contains("was killed by SIGKILL (exit code 137)"), errors);
        assertTrue(errors.contains("about to be killed"), errors);
        assertTrue(errors.contains("    attempt 3"), errors);
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertTrue(errors.contains("      in attempt " + attempt + "\n"), errors);
        }
        assertTrue(errors.contains("exited with code 5"), errors);
    }
}
