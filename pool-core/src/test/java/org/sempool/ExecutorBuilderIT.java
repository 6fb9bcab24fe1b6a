package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Executors have the settings of pools, and take plain lambdas. */
final class ExecutorBuilderIT {
    @TempDir private Path directory;

    /** A result of the user's. */
    public record Answer(String text) implements Serializable {}

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void plainLambdasAndMethodReferencesAreTasks() throws Exception {
        String file = directory.resolve("touched").toString();
        String other = directory.resolve("too").toString();
        try (ProcessExecutorService executor = ProcessExecutors.newSingleProcess()) {
            Future<Integer> answer = executor.submit(() -> 6 * 7);
            Future<String> length = executor.submit(file::trim);
            Future<Path> created = executor.submit(() -> Files.createFile(Path.of(file)));
            Future<?> action =
                    executor.submit(
                            () -> {
                                Thread.onSpinWait();
                            });
            executor.execute(() -> Path.of(other).toFile().mkdir());

            assertEquals(42, answer.get());
            assertEquals(file, length.get());
            assertNull(action.get());
            // A path does not travel, so its result is the error of its own task.
            assertThrows(ExecutionException.class, created::get);
            assertTrue(Files.exists(Path.of(file)));
            Awaitility.await().until(() -> Files.exists(Path.of(other)));
        }
    }

    @Test
    void aLambdaThatCapturesWhatCannotTravelIsRejected() {
        Object lock = new Object();
        try (ProcessExecutorService executor = ProcessExecutors.newFixedPool(1)) {
            Exception e =
                    assertThrows(
                            RejectedExecutionException.class,
                            () -> executor.submit(lock::hashCode));

            assertEquals(
                    "the task cannot be serialized: captured variable 1 of the lambda in "
                            + ExecutorBuilderIT.class.getName()
                            + " is a java.lang.Object, which is not Serializable",
                    e.getMessage());
        }
    }

    @Test
    void theWorkersHaveTheSettings() throws Exception {
        try (ProcessExecutorService executor =
                ProcessExecutors.builder()
                        .workers(1)
                        .heap(64 << 20)
                        .jvmFlags("-Dcolour=blue")
                        .environment("SHAPE", "round")
                        .allowed(Answer.class.getName())
                        .build()) {
            Future<Answer> answer =
                    executor.submit(
                            () ->
                                    new Answer(
                                            System.getProperty("colour")
                                                    + System.getenv("SHAPE")
                                                    + (Runtime.getRuntime().maxMemory() >> 20)));

            assertTrue(answer.get().text().matches("blueround(6[0-4]|5.)"), answer.get().text());
        }
    }

    @Test
    void aTaskThatTakesTooLongFails() throws Exception {
        try (ProcessExecutorService executor =
                ProcessExecutors.builder()
                        .workers(1)
                        .taskTimeout(Duration.ofMillis(200))
                        .grace(Duration.ZERO)
                        .build()) {
            Future<Integer> hangs =
                    executor.submit(
                            () -> {
                                while (true) {
                                    Thread.onSpinWait();
                                }
                            });
            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> hangs.get(1, TimeUnit.MINUTES));

            assertInstanceOf(JobTimedOutException.class, e.getCause());
        }
    }

    static Stream<Arguments> badSettings() {
        return Stream.of(
                Arguments.of(
                        ProcessExecutors.builder().workers(0),
                        "workers=0 is out of range; allowed is 1 to 512"),
                Arguments.of(
                        ProcessExecutors.builder().queue(0),
                        "queue=0 is out of range; allowed is 1 to 1048576"),
                Arguments.of(
                        ProcessExecutors.builder().taskTimeout(Duration.ZERO),
                        "taskTimeout=PT0S is out of range; allowed is more than zero, up to a year"),
                Arguments.of(
                        ProcessExecutors.builder().classPath(Path.of("no.jar")),
                        "classPath=no.jar does not exist"));
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void aBadSettingIsNamed(ProcessExecutors.Builder builder, String why) {
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> builder.build().close())
                        .getMessage());
    }
}
