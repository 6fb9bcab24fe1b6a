package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.PoolStartException;
import org.sempool.Remains;
import org.sempool.TestJvm;
import org.sempool.WorkerPool;

/** A pool that cannot start says why and leaves nothing behind, whatever was thrown. */
final class StartFailuresIT {
    @TempDir private Path directory;

    /** Has a codec whose class cannot be initialized. */
    public static final class BadCodec implements JobHandler<String, String> {
        private static final class Broken {
            static final Codec<String> CODEC = codec();

            private static Codec<String> codec() {
                throw new IllegalStateException("no table for the codec");
            }
        }

        @Override
        public Codec<String> jobCodec() {
            return Broken.CODEC;
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** A handler whose own class cannot be initialized. */
    public static final class BadClass implements JobHandler<String, String> {
        static final int NUMBER = Integer.parseInt("none");

        @Override
        public String handle(String job, JobContext context) {
            return job + NUMBER;
        }
    }

    /** Fails only in a worker, in the way that a property names. */
    public static final class BadInWorker implements JobHandler<String, String> {
        private static final String MODE = "sempool.test.mode";

        public BadInWorker() throws IOException {
            if ("constructor".equals(System.getProperty(MODE))) {
                throw new IOException("no model", new FileNotFoundException("model.bin"));
            }
        }

        private static final class Static {
            static final int NUMBER = Integer.parseInt(System.getProperty(MODE));
        }

        @Override
        public void start() {
            switch (System.getProperty(MODE)) {
                case "exit" -> System.exit(0);
                case "static" -> System.out.println(Static.NUMBER);
                default -> throw new IllegalStateException("start() is reached");
            }
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "constructor, threw in its constructor: java.io.IOException: no model; caused by"
                + " java.io.FileNotFoundException: model.bin",
        "static, threw in start(): java.lang.NumberFormatException: For input string: \"static\"",
        "exit, exited with code 0: it printed nothing; look for System.exit",
    })
    void aFailureInAWorkerIsDescribedInOneLine(String mode, String why) {
        PoolStartException e =
                assertThrows(
                        PoolStartException.class,
                        () ->
                                WorkerPool.builder(BadInWorker.class)
                                        .workers(1)
                                        .jvmFlags("-D" + BadInWorker.MODE + "=" + mode)
                                        .build()
                                        .close());

        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        assertTrue(line.contains(why), line);
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void aCodecWhoseInitializerThrowsIsNamed() {
        assertRejected(
                BadCodec.class, "has no usable codecs: java.lang.IllegalStateException: no table");
        assertRejected(BadCodec.class, "has no usable codecs: ");
    }

    @Test
    void aHandlerWhoseInitializerThrowsIsNamed() {
        assertRejected(BadClass.class, "java.lang.NumberFormatException");
    }

    private static void assertRejected(
            Class<? extends JobHandler<String, String>> handler, String why) {
        String message =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> WorkerPool.builder(handler).build())
                                .getMessage());
        assertTrue(message.startsWith("handler=" + handler.getName() + " "), message);
        assertTrue(message.contains(why), message);
    }

    @Test
    void nothingIsLeftWhenTheStackIsNearlyUsedUp() throws Exception {
        assertNothingIsLeft(probe(List.of(), "stack"));
    }

    @Test
    void nothingIsLeftWhenThreadsAreLacking() throws Exception {
        List<String> limited = new ArrayList<>(List.of("sh", "-c"));
        limited.add("ulimit -v 6000000; exec \"$@\"");
        limited.add("sh");
        limited.addAll(probe(List.of("-Xss256m"), "threads"));
        assertNothingIsLeft(limited);
    }

    private List<String> probe(List<String> moreFlags, String what) {
        List<String> flags = new ArrayList<>(moreFlags);
        flags.addAll(List.of("-Xmx64m", "-XX:CompressedClassSpaceSize=64m"));
        return TestJvm.command(StartProbe.class, flags, List.of(what, directory.toString()));
    }

    private static void assertNothingIsLeft(List<String> command) throws Exception {
        TestJvm.Outcome outcome = TestJvm.run(command);

        assertEquals(
                List.of("failed=some", "nothing is left"),
                outcome.lines(StartProbe.MARK),
                outcome::all);
    }
}
