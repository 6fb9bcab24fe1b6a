package org.sempool.examples.nasty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.WorkerPool;

/** Specifies that the pool survives everything that a job does to its worker. */
final class NastyIT {
    private static WorkerPool<String, String> pool() {
        return WorkerPool.builder(Nasty.class)
                .workers(1)
                .attempts(1)
                .jvmFlags("-Xmx32m")
                .jobTimeout(Duration.ofSeconds(5))
                .grace(Duration.ofMillis(100))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "throw, thrown on purpose",
        "recurse, StackOverflowError",
        "exit, exited with code 3",
        "halt, exited with code 3",
        "crash, SIGSEGV",
        "leak, OutOfMemoryError",
        "ignore, ran for longer than its timeout=5000 ms",
        "misbehave, is not one of behave"
    })
    void aDeedFailsAloneWithItsCause(String deed, String cause) {
        try (WorkerPool<String, String> pool = pool()) {
            CompletionException e =
                    assertThrows(CompletionException.class, () -> pool.submit(deed).join());

            assertTrue(String.valueOf(e.getCause()).contains(cause), "" + e.getCause());
            assertEquals("behaved", pool.submit("behave").join());
        }
    }

    @Test
    void harmlessDeedsSucceed() {
        try (WorkerPool<String, String> pool = pool()) {
            assertEquals("flooded", pool.submit("flood").join());
            assertTrue(pool.submit("fork").join().startsWith("left process"));
            assertEquals("closed", pool.submit("close").join());
            assertEquals("behaved", pool.submit("behave").join());
        }
    }
}
