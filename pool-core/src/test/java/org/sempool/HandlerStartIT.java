package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A handler is made with the argument that the submitter gave, and learns in which worker it is.
 */
@Timeout(120)
final class HandlerStartIT {
    /** What a handler may need. */
    public record Settings(String greeting, List<Integer> numbers, Map<String, Long> limits) {}

    /** Says what it was made with, and where it started. */
    public static final class Configured implements JobHandler<String, String> {
        private final Settings settings;
        private String where = "not started";

        public Configured(Settings settings) {
            this.settings = settings;
        }

        @Override
        public void start(WorkerContext context) {
            where = context.poolName() + " " + context.worker();
        }

        @Override
        public String handle(String job, JobContext context) {
            return settings + " " + where;
        }
    }

    /** Takes a number, or nothing. */
    public static final class WithNumber implements JobHandler<String, String> {
        private final int number;

        public WithNumber() {
            this(-1);
        }

        public WithNumber(int number) {
            this.number = number;
        }

        @Override
        public String handle(String job, JobContext context) {
            return job + number;
        }
    }

    /** Takes the path of a model. */
    public static final class WithModel implements JobHandler<String, String> {
        private final Path model;

        public WithModel(Path model) {
            this.model = model;
        }

        @Override
        public String handle(String job, JobContext context) {
            return model.resolve(job).toString();
        }
    }

    /** Takes what cannot travel. */
    public static final class Threaded implements JobHandler<String, String> {
        public Threaded(Thread thread) {
            thread.interrupt();
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Takes this or that. */
    public static final class Undecided implements JobHandler<String, String> {
        private final Object argument;

        public Undecided(String text) {
            argument = text;
        }

        public Undecided(CharSequence text) {
            argument = text;
        }

        @Override
        public String handle(String job, JobContext context) {
            return job + argument;
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void theHandlerGetsItsArgumentAndItsWorker(String transport) throws Exception {
        Settings settings = new Settings("hidden", List.of(1, 2), Map.of("a", 3L));
        try (WorkerPool<String, String> pool =
                TestPools.builder(Configured.class)
                        .transport(transport)
                        .name("mine")
                        .workers(1)
                        .handlerArgument(settings)
                        .build()) {
            assertEquals(settings + " mine 1", pool.submit("x").join());

            ProcessHandle worker = Remains.workers().getFirst();
            assertFalse(worker.info().commandLine().orElse("").contains("hidden"));
        }
    }

    @Test
    void onlyTheUserMayReadTheArgument() throws Exception {
        try (WorkerPool<String, String> pool =
                TestPools.builder(WithNumber.class).workers(1).handlerArgument(7).build()) {
            Path file = Remains.directories().getFirst().resolve("argument");

            assertEquals("x7", pool.submit("x").join());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void thePathOfAModelIsAnArgument() {
        try (WorkerPool<String, String> pool =
                TestPools.builder(WithModel.class)
                        .workers(1)
                        .handlerArgument(Path.of("/model"))
                        .build()) {
            assertEquals("/model/a", pool.submit("a").join());
        }
    }

    @Test
    void withoutAnArgumentTheConstructorWithoutParametersIsCalled() {
        try (WorkerPool<String, String> pool =
                TestPools.builder(WithNumber.class).workers(1).build()) {
            assertEquals("x-1", pool.submit("x").join());
        }
    }

    @Test
    void aMissingConstructorIsNamed() {
        assertRejected(
                TestPools.builder(WithNumber.class).handlerArgument("seven"),
                "handlerArgument of java.lang.String: handler="
                        + WithNumber.class.getName()
                        + " has no public constructor with one parameter of this type");
    }

    @Test
    void severalConstructorsAreNamed() {
        assertRejected(
                TestPools.builder(Undecided.class).handlerArgument("text"),
                "handlerArgument of java.lang.String: handler="
                        + Undecided.class.getName()
                        + " has several public constructors with one parameter that fits");
    }

    @Test
    void aTypeThatCannotTravelIsNamed() {
        String message = rejection(TestPools.builder(Threaded.class).handlerArgument(new Thread()));

        assertEquals(
                "handlerArgument of java.lang.Thread: handler="
                        + Threaded.class.getName()
                        + " needs one that can travel",
                message.split(": ", 3)[0] + ": " + message.split(": ", 3)[1]);
        assertTrue(
                message.endsWith("; pass a String, or a record of such types, instead"), message);
    }

    @Test
    void aUnitTestHasAContext() {
        Configured handler = new Configured(new Settings("", List.of(), Map.of()));

        handler.start(WorkerContext.of(3, "test"));

        assertEquals(
                "Settings[greeting=, numbers=[], limits={}] test 3",
                handler.handle("x", JobContext.of(1, 1, 3)));
    }

    private static void assertRejected(WorkerPoolBuilder<String, String> builder, String why) {
        assertEquals(why, rejection(builder));
    }

    private static String rejection(WorkerPoolBuilder<String, String> builder) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> builder.build().close())
                        .getMessage());
    }
}
