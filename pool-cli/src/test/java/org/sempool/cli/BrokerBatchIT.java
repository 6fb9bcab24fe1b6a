package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies {@code submit --batch}, which goes on after a kill, and {@code inspect --broker}. */
@Timeout(300)
final class BrokerBatchIT {
    @TempDir private Path directory;
    private Deployment deployment;
    private Path go;

    @BeforeEach
    void start() throws Exception {
        deployment = new Deployment(directory);
        go = directory.resolve("go");
        var _ = deployment.broker();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        deployment.close();
    }

    private static List<String> jobs(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "job" + i).toList();
    }

    @Test
    void aKilledCommandGoesOnWhereItEndedAndNoJobRunsTwice() throws Exception {
        var _ = deployment.moodyHost(1);
        List<String> jobs = new ArrayList<>(jobs(0, 100));
        jobs.add("hold " + go);
        jobs.addAll(jobs(100, 200));
        Running first = deployment.submitMoody(jobs, "--batch=monday");
        var _ = Deployment.awaitBegun(go, 1);

        Deployment.kill(first);
        Files.createFile(go);
        Result second = deployment.submitMoody(jobs, "--batch=monday").await();

        assertEquals(0, second.code(), second.err());
        List<String> expected = new ArrayList<>(jobs);
        expected.set(100, "attempt 1");
        assertEquals(expected, second.out().lines().toList());
        assertEquals(1, Deployment.awaitBegun(go, 1).size(), "it ran once");
        assertTrue(second.err().matches("(?s).*; \\d+ were done before\\..*"), second.err());
    }

    @Test
    void twoCommandsCannotRunOneBatch() throws Exception {
        Running first = deployment.submitMoody(List.of("hold " + go), "--batch=tuesday");
        Deployment.awaitText(first, "jobs wait");

        Result second = deployment.submitMoody(List.of("job"), "--batch=tuesday").await();

        assertEquals(3, second.code(), second.err());
        assertTrue(second.err().contains("--batch tuesday"), second.err());
    }

    @Test
    void inspectShowsQueuesAndHosts() throws Exception {
        Running host = deployment.moodyHost(2);
        var _ = deployment.submitMoody(List.of("hold " + go, "job"));
        var _ = Deployment.awaitBegun(go, 1);

        String picture =
                Awaitility.await()
                        .until(
                                () -> inspect().out(),
                                text -> text.contains("/" + host.process().pid()));

        assertTrue(picture.contains("sempool.default.jobs"), picture);
        assertTrue(picture.contains(MoodyHandler.class.getName()), picture);
        Files.createFile(go);
    }

    private Result inspect() throws Exception {
        return deployment.start("inspect", "--broker=" + deployment.url()).await();
    }
}
