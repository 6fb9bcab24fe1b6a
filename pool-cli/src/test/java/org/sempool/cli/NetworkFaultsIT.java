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
        nearby.close();
        away.close();
        var _ = shell("ip netns delete %1$s; ip netns delete %2$s");
    }

    /** Has a shell run a line, in which the namespaces are %1$s and %2$s. */
    private Result shell(String line) throws Exception {
        return new PoolScript(directory).shell(line.formatted(near, far));
    }

    private void setLink(String state) throws Exception {
        Result set = shell("ip -n %2$s link set eth0 " + state);
        assertEquals(0, set.code(), set.err());
    }

    private List<String> heldAndOthers() {
        List<String> jobs = new ArrayList<>(List.of("hold " + go));
        jobs.addAll(others());
        return jobs;
    }

    private static List<String> others() {
        return IntStream.range(0, 300).mapToObj(i -> "job" + i).toList();
    }

    /** A program that waits for results is cut off, too. */
    @Test
    void theJobsOfAMachineThatIsCutOffRunElsewhereAndItsLateResultsAreDropped() throws Exception {
        Running host = away.moodyHost(1, USER);
        Running submit = away.submitMoody(heldAndOthers(), USER);
        var _ = Deployment.awaitBegun(go, 1);

        setLink("down");
        Running other = nearby.moodyHost(1, USER);
        var _ = Deployment.awaitBegun(go, 2);
        Files.createFile(go);
        setLink("up");

        Result result = submit.await();
        assertEquals("attempt 2", result.out().lines().findFirst().orElse(""), result.err());
        assertEquals(others(), result.out().lines().skip(1).toList(), result.err());
        assertEquals(0, result.code(), result.err());
        assertEquals(2, Deployment.awaitBegun(go, 2).size());

        Deployment.awaitText(host, "connected to the broker again");
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
