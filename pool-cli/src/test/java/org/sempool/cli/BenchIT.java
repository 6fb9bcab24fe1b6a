package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Specifies what {@code pool bench} reports, not the figures, and that a signal leaves nothing
 * behind.
 */
final class BenchIT {
    @TempDir private Path directory;

    @Test
    void everyContenderIsInTheTableAndTheFile() throws Exception {
        Path json = directory.resolve("figures.json");
        Path report = directory.resolve("report.html");

        Result result =
                new PoolScript(directory)
                        .run(
                                "bench",
                                "--quick",
                                "--turn",
                                "20ms",
                                "--only",
                                "shm futex,pipe,unix",
                                "--job",
                                "0,1000",
                                "--json",
                                "" + json,
                                "--report",
                                "" + report);

        assertEquals(0, result.code(), result.err());
        Set<String> contenders = new HashSet<>();
        Set<Long> jobNanos = new HashSet<>();
        for (JsonNode each : JsonMapper.shared().readTree(json)) {
            String name = each.get("contender").asString() + " " + each.get("semaphore").asString();
            contenders.add(name.strip());
            assertTrue(result.out().contains(name.strip()), result.out());
            assertTrue(each.get("jobs_per_s").asDouble() > 0, name);
            assertTrue(each.get("rtt_p50_ns").asLong() > 0, name);
            assertTrue(each.get("rtt_p99_ns").asLong() >= each.get("rtt_p50_ns").asLong(), name);
            assertEquals(100, each.get("payload_bytes").asInt());
            assertEquals("" + Runtime.version(), lastWord(each.get("jdk").asString()));
            jobNanos.add(each.get("job_ns").asLong());
            // Only the pool runs the job again.
            assertEquals(
                    name.startsWith("pool "), each.get("kill_to_rerun_ms").asDouble() > 0, name);
        }
        assertEquals(
                Set.of("pool shm futex", "transport shm futex", "pipe", "unix socket"), contenders);
        assertEquals(Set.of(0L, 1000L), jobNanos);
        assertSelfContained(Files.readString(report), contenders);
    }

    @Test
    void thePoolOverABrokerIsMeasuredBesideBareClientsOfTheSameBroker() throws Exception {
        Path json = directory.resolve("figures.json");
        Files.createDirectory(temporary());

        Result result =
                inTemporary()
                        .run(
                                "bench", "--quick", "--turn", "20ms", "--only", "artemis", "-w",
                                "2", "--json", "" + json);

        assertEquals(0, result.code(), result.err());
        Set<String> contenders = new HashSet<>();
        for (JsonNode each : JsonMapper.shared().readTree(json)) {
            String name = each.get("contender").asString() + " " + each.get("semaphore").asString();
            contenders.add(name.strip());
            assertTrue(each.get("jobs_per_s").asDouble() > 0, name);
            assertTrue(each.get("rtt_p50_ns").asLong() > 0, name);
            assertTrue(each.has("broker_cpu_s_per_mjobs"), name);
        }
        assertEquals(Set.of("pool artemis", "jms artemis", "jms artemis prefetch"), contenders);
        assertArrayEquals(new String[0], temporary().toFile().list());
    }

    @Test
    void theCommandIsMeasuredBesideCat() throws Exception {
        Path json = directory.resolve("figures.json");
        Path report = directory.resolve("report.html");
        Files.createDirectory(temporary());

        Result result =
                inTemporary()
                        .run(
                                "bench",
                                "--quick",
                                "--turn",
                                "20ms",
                                "--only",
                                "pool submit,cat",
                                "--json",
                                "" + json,
                                "--report",
                                "" + report);

        assertEquals(0, result.code(), result.err());
        List<String> seen = new ArrayList<>();
        for (JsonNode each : JsonMapper.shared().readTree(json)) {
            String name = each.get("contender").asString();
            seen.add(name + " " + each.get("line_bytes").asInt());
            assertTrue(result.out().contains(name), result.out());
            double bytesPerLine =
                    each.get("bytes_per_s").asDouble() / each.get("lines_per_s").asDouble();
            assertEquals(each.get("line_bytes").asInt() + 1, bytesPerLine, 1e-6);
            assertTrue(each.get("lines_per_s_lowest").asDouble() > 0, name);
            assertTrue(each.get("start_ms").asDouble() > 0, name);
        }
        assertEquals(
                List.of(
                        "pool submit echo 10",
                        "cat IN | cat > OUT 10",
                        "pool submit echo 16000",
                        "cat IN | cat > OUT 16000"),
                seen);
        assertTrue(Files.readString(report).contains("<h1>pool submit echo writes "));
        assertArrayEquals(new String[0], temporary().toFile().list());
    }

    /** Needs the right to mount, in a namespace of its own. */
    @Test
    void aFullDiskUnderTheCommandsFilesIsNamed() throws Exception {
        Files.createDirectory(temporary());
        String shell = "unshare -rm sh -c 'mount -t tmpfs -o size=%s none %s && %s'";
        PoolScript script = inTemporary();
        Assumptions.assumeTrue(
                script.shell(shell.formatted("1m", temporary(), "true")).code() == 0,
                "cannot mount");
        String bench =
                PoolScript.SCRIPT
                        + " bench --quick --only \"pool submit\"; echo $?; ls -A "
                        + temporary();

        Result input = script.shell(shell.formatted("1m", temporary(), bench));
        Result output = script.shell(shell.formatted("12m", temporary(), bench));

        assertEquals("3\n", input.out(), input.err());
        assertTrue(input.err().contains("pool: no space left in " + temporary()), input.err());
        assertEquals("3\n", output.out(), output.err());
        assertTrue(
                output.err()
                        .matches(
                                "(?s).*pool: pool submit echo has failed, exit code \\d: .*No space left.*"),
                output.err());
    }

    @Test
    void aSignalWhileTheCommandIsMeasuredLeavesNothing() throws Exception {
        Files.createDirectory(temporary());
        Running running =
                inTemporary().start(Path.of("/dev/null"), "bench", "--only", "pool submit");
        Awaitility.await().until(() -> running.workers().stream().anyMatch(BenchIT::isPoolsWorker));
        List<ProcessHandle> processes = running.process().descendants().toList();

        running.signal("TERM");

        assertEquals(143, running.await().code());
        assertNothingIsLeft(processes);
    }

    private static boolean isPoolsWorker(ProcessHandle process) {
        return words(process).contains("org.sempool.worker.WorkerMain");
    }

    /** The JDK knows only the first 4 KiB of them, which a long class path may fill. */
    private static List<String> words(ProcessHandle process) {
        try {
            String all = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return List.of(all.split("\0", -1));
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** The page contains all figures and the library that draws them, and fetches nothing. */
    private static void assertSelfContained(String page, Set<String> contenders) throws Exception {
        String begin = "<script id=\"data\" type=\"application/json\">";
        int data = page.indexOf(begin) + begin.length();
        JsonNode figures =
                JsonMapper.shared().readTree(page.substring(data, page.indexOf("</script>", data)));
        assertEquals(2 * contenders.size(), figures.size());
        assertTrue(page.contains("<h1>The pool does "), "headline");
        assertTrue(
                page.contains("<dd>pool bench --quick --turn 20ms --only 'shm futex,pipe,unix'"));
        assertTrue(page.contains("Chart.js v"));
        assertFalse(page.contains("/*LIBRARY*/"));
        assertFalse(
                Pattern.compile("<(link|img|iframe)|<script[^>]*src|@import|url\\(")
                        .matcher(page)
                        .find());
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    @Test
    void aSignalLeavesNoProcessAndNoFile() throws Exception {
        Path made = Files.createDirectory(directory.resolve("made"));
        Running running =
                startLong(
                        "C lecture,transport shm,unix,pool shm futex",
                        "--json",
                        "" + made.resolve("figures.json"),
                        "--report",
                        "" + made.resolve("report.html"));
        // Some contenders wait for their turn, suspended, while others are measured.
        Awaitility.await().until(() -> coordinators(running).size() == 3);
        Awaitility.await().until(() -> running.workers().size() >= 6);
        List<ProcessHandle> processes = running.process().descendants().toList();

        running.signal("TERM");
        Result result = running.await();

        assertEquals(143, result.code(), result.err());
        assertNothingIsLeft(processes);
        assertArrayEquals(new String[0], made.toFile().list());
        assertFalse(result.err().contains("failed"), result.err());
        assertTrue(result.err().contains("interrupted"), result.err());
    }

    /** Other contenders' workers are suspended then, and cannot end by themselves. */
    @Test
    void aKilledBenchLeavesNoProcessAndNoFile() throws Exception {
        Running running = startLong("transport shm,unix,pool shm futex");
        Awaitility.await().until(() -> coordinators(running).size() == 3);
        Awaitility.await().until(() -> running.workers().size() >= 6);
        List<ProcessHandle> processes = running.process().descendants().toList();

        running.signal("KILL");
        var _ = running.await();

        assertNothingIsLeft(processes);
    }

    @Test
    void aCoordinatorThatDiesIsNamedAndLeavesNothing() throws Exception {
        Running running = startLong("transport shm,pool shm futex");
        Awaitility.await().until(() -> coordinators(running).size() == 2);
        List<ProcessHandle> processes = running.process().descendants().toList();
        ProcessHandle victim = coordinators(running).getLast();
        List<String> words = words(victim);
        // Each word ends with a zero.
        String name = words.get(words.size() - 2);

        Running.signal("KILL", victim.pid());
        Result result = running.await();

        assertEquals(3, result.code(), result.err());
        assertTrue(
                result.err()
                        .contains(
                                "pool: "
                                        + name
                                        + ": its coordinator has ended with exit code 137\n"),
                result.err());
        assertNothingIsLeft(processes);
    }

    /** Starts a measurement that takes a while, with directories of its own. */
    private Running startLong(String only, String... more) throws Exception {
        Files.createDirectory(temporary());
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "bench",
                                "-w",
                                "1",
                                "--payload",
                                "100",
                                "--job",
                                "0",
                                "--queue",
                                "64",
                                "--only",
                                only));
        args.addAll(List.of(more));
        Running running = inTemporary().start(Path.of("/dev/null"), args.toArray(String[]::new));
        Awaitility.await().until(() -> running.errorsSoFar().contains("measuring Setting"));
        return running;
    }

    /** Runs commands whose temporary files are in a directory of their own. */
    private PoolScript inTemporary() {
        return new PoolScript(
                directory,
                Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary()));
    }

    private Path temporary() {
        return directory.resolve("tmp");
    }

    /** The JVMs of the contenders' coordinators. */
    private static List<ProcessHandle> coordinators(Running running) {
        return running.process()
                .children()
                .filter(child -> words(child).contains("org.sempool.bench.CoordinatorMain"))
                .toList();
    }

    private void assertNothingIsLeft(List<ProcessHandle> processes) {
        Running.awaitEnds(processes);
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            for (ProcessHandle process : processes) {
                                assertEquals(List.of(), SharedMemory.of(process.pid()));
                            }
                            assertArrayEquals(new String[0], temporary().toFile().list());
                        });
    }
}
