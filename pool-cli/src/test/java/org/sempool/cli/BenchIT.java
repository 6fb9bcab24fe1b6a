package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That it measures, not what it finds. */
final class BenchIT {
    @TempDir private Path directory;

    @Test
    void everyContenderIsInTheTableAndTheFile() throws Exception {
        Path json = directory.resolve("figures.json");

        Result result =
                new PoolScript(directory)
                        .run(
                                "bench",
                                "--quick",
                                "--only",
                                "shm futex,pipe,unix",
                                "--json",
                                "" + json);

        assertEquals(0, result.code(), result.err());
        Set<String> contenders = new HashSet<>();
        for (JsonNode each : JsonMapper.shared().readTree(json)) {
            String name = each.get("contender").asString() + " " + each.get("semaphore").asString();
            contenders.add(name.strip());
            assertTrue(result.out().contains(name.strip()), result.out());
            assertTrue(each.get("jobs_per_s").asDouble() > 0, name);
            assertTrue(each.get("rtt_p50_ns").asLong() > 0, name);
            assertTrue(each.get("rtt_p99_ns").asLong() >= each.get("rtt_p50_ns").asLong(), name);
            assertEquals(100, each.get("payload_bytes").asInt());
            assertEquals("" + Runtime.version(), lastWord(each.get("jdk").asString()));
        }
        assertEquals(
                Set.of("pool shm futex", "transport shm futex", "pipe", "unix socket"), contenders);
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    @Test
    void aContenderThatNobodyKnowsIsNamed() throws Exception {
        Result result = new PoolScript(directory).run("bench", "--only", "carrier pigeon");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("carrier pigeon"), result.err());
    }
}
