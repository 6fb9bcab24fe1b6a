package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/**
 * Specifies what a bad network does, with network namespaces as machines: the broker's, and one
 * that is cut off. It needs the right to make them, which root has.
 */
@Timeout(300)
@SuppressWarnings("try") // an interrupt of a test may end it anywhere
final class NetworkFaultsIT {
    private static final String USER = "--user=ann";
    private static final Map<String, String> PASSWORD = Map.of("SEMPOOL_BROKER_PASSWORD", "secret");

    /** Names of interfaces have 15 letters at most. */
    private final String name = "sp" + ProcessHandle.current().pid();

    private final String near = name + "-near";
    private final String far = name + "-far";

    @TempDir private Path directory;
    private Deployment nearby;
    private Deployment away;
    private Path go;

    @BeforeEach
    void start() throws Exception {
        go = directory.resolve("go");
        Deployment.Site site = new Deployment.Site("10.99.0.1:61616", "default", PASSWORD, "");
        nearby = new Deployment(directory, site).withWordsBefore("ip netns exec " + near);
        away = new Deployment(directory, site).withWordsBefore("ip netns exec " + far);
        Result made =
                shell(
                        "ip netns add %1$s && ip netns add %2$s"
                                + " && ip -n %1$s link set lo up && ip -n %2$s link set lo up"
                                + " && ip -n %1$s link add eth0 type veth peer name eth0 netns %2$s"
                                + " && ip -n %1$s address add 10.99.0.1/24 dev eth0"
                                + " && ip -n %2$s address add 10.99.0.2/24 dev eth0"
                                + " && ip -n %1$s link set eth0 up && ip -n %2$s link set eth0 up");
        Assumptions.assumeTrue(made.code() == 0, "cannot make network namespaces: " + made.err());
        var _ = nearby.broker(USER);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (Deployment _ = nearby;
                Deployment _ = away) {
            // Closes both, even if one fails.
        } finally {
            var _ = shell("ip netns delete %1$s; ip netns delete %2$s");
        }
    }

    /** Has a shell run a line, in which the namespaces are %1$s and %2$s. */
    private Result shell(String line) throws Exception {
        return new PoolScript(directory).shell(line.formatted(near, far));
    }

    private void setLink(String state) throws Exception {
        Result set = shell("ip -n %2$s link set eth0 " + state);
        assertEquals(0, set.code(), set.err());
    }

    private static List<String> others() {
        return IntStream.range(0, 300).mapToObj(i -> "job" + i).toList();
    }

    /** A program that waits for results is cut off, too. One job ends meanwhile, one does not. */
    @Test
    void theJobsOfAMachineThatIsCutOffRunElsewhereAndItsLateResultsAreDropped() throws Exception {
        Path later = directory.resolve("later");
        List<String> jobs = new ArrayList<>(List.of("hold " + go, "hold " + later));
        jobs.addAll(others());
        Running host = away.moodyHost(2, USER);
        Running submit = away.submitMoody(jobs, USER);
        var _ = Deployment.awaitBegun(go, 1);
        long worker = Deployment.awaitBegun(later, 1).getFirst();

        setLink("down");
        Running other = nearby.moodyHost(2, USER);
        var _ = Deployment.awaitBegun(go, 2);
        var _ = Deployment.awaitBegun(later, 2);
        Files.createFile(go);
        setLink("up");
        Deployment.awaitText(host, "connected to the broker again");
        // It does not go on with a job that is not its own any more.
        Running.awaitEnds(ProcessHandle.of(worker).stream().toList());
        Files.createFile(later);

        Result result = submit.await();
        List<String> lines = result.out().lines().toList();
        assertEquals(List.of("attempt 2", "attempt 2"), lines.subList(0, 2), result.err());
        assertEquals(others(), lines.subList(2, lines.size()), result.err());
        assertEquals(0, result.code(), result.err());

        Deployment.kill(other);
        Result next = nearby.submitMoody(others(), USER).await();
        assertEquals(others(), next.out().lines().toList(), next.err());
    }

    @Test
    void aSlowNetworkOnlyTakesLonger() throws Exception {
        Result slow =
                shell(
                        "ip netns exec %2$s tc qdisc add dev eth0 root"
                                + " tbf rate 512kbit burst 16kb latency 400ms");
        Assumptions.assumeTrue(slow.code() == 0, "cannot slow down a network: " + slow.err());
        Running host = away.moodyHost(2, USER);
        List<String> jobs = new ArrayList<>(others());
        jobs.add("x".repeat(300_000));

        Result result = nearby.submitMoody(jobs, USER).await();

        assertEquals(jobs, result.out().lines().toList(), result.err());
        assertEquals(0, result.code(), result.err());
        assertFalse(host.errorsSoFar().contains("is lost"), host.errorsSoFar());
    }
}
