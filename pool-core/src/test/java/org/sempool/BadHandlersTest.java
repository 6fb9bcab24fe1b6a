package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.ExecutorTasks.nothing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A handler or setting that a pool cannot be built with is named in one line, before anything
 * starts.
 */
final class BadHandlersTest {
    @TempDir private Path directory;

    /** Does nothing; for classes with another fault. */
    public abstract static class Plain implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    public static final class Throwing extends Plain {
        public Throwing() throws IOException {
            throw new IOException("no model", new FileNotFoundException("model.bin"));
        }
    }

    public static final class Failing extends Plain {
        public Failing() {
            throw new NoClassDefFoundError("lib/Missing");
        }
    }

    public static final class BadStatic extends Plain {
        private static final int NUMBER = Integer.parseInt("x");

        @Override
        public String toString() {
            return "" + NUMBER;
        }
    }

    @SuppressWarnings("ClassCanBeStatic") // this is its fault
    public final class Inner extends Plain {}

    static final class NotPublic extends Plain {
        public NotPublic() {}
    }

    public static final class HiddenConstructor extends Plain {
        private HiddenConstructor() {}
    }

    public interface AnInterface extends JobHandler<String, String> {}

    public enum AnEnum implements JobHandler<String, String> {
        ONE;

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    public static final class NoCodec extends Plain {
        public NoCodec() {}

        @Override
        @SuppressWarnings("NullAway") // this is its fault
        public Codec<String> resultCodec() {
            return null;
        }
    }

    public static final class ThrowingCodec extends Plain {
        public ThrowingCodec() {}

        @Override
        public Codec<String> jobCodec() {
            throw new IllegalStateException("no schema");
        }
    }

    public static final class Asynchronous
            implements JobHandler<String, CompletableFuture<String>> {
        public Asynchronous() {}

        @Override
        public CompletableFuture<String> handle(String job, JobContext context) {
            return CompletableFuture.completedFuture(job);
        }
    }

    public static final class Silent implements JobHandler<String, Void> {
        public Silent() {}

        @Override
        @SuppressWarnings("NullAway") // this is its fault
        public Void handle(String job, JobContext context) {
            return null;
        }
    }

    static Stream<Arguments> handlers() {
        return Stream.of(
                Arguments.of(
                        Throwing.class,
                        "threw in its constructor: java.io.IOException: no model; caused by"
                                + " java.io.FileNotFoundException: model.bin"),
                Arguments.of(
                        Failing.class,
                        "threw in its constructor: java.lang.NoClassDefFoundError: lib/Missing"),
                Arguments.of(
                        BadStatic.class,
                        "threw in its static initializer: java.lang.NumberFormatException: For"
                                + " input string: \"x\""),
                Arguments.of(Inner.class, "is an inner class; make it static"),
                Arguments.of(NotPublic.class, "is not public"),
                Arguments.of(
                        HiddenConstructor.class, "has no public constructor without parameters"),
                Arguments.of(AnInterface.class, "is abstract; name a class that implements it"),
                Arguments.of(Plain.class, "is abstract; name a class that implements it"),
                Arguments.of(
                        AnEnum.class, "is an enum, which cannot be instantiated; make it a class"),
                Arguments.of(
                        Asynchronous.class,
                        "has no usable codecs: a result of "
                                + Asynchronous.class.getName()
                                + " is a java.util.concurrent.CompletableFuture, which cannot"
                                + " travel; let handle() wait for it, and return its value"),
                Arguments.of(
                        Silent.class,
                        "has no usable codecs: a result of "
                                + Silent.class.getName()
                                + " is a java.lang.Void, which has no values; where there is nothing"
                                + " to return, return a Boolean, or a record"),
                Arguments.of(NoCodec.class, "has no usable codecs: resultCodec() returns null"),
                Arguments.of(
                        ThrowingCodec.class,
                        "has no usable codecs: java.lang.IllegalStateException: no schema"));
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void aHandlerIsNamedWithItsFault(
            Class<? extends JobHandler<String, String>> handler, String why) {
        assertRejected(WorkerPool.builder(handler), "handler=" + handler.getName() + " " + why);
    }

    @Test
    void aHandlerWhoseClassFailedBeforeIsNamedWithTheFirstFault() {
        String why =
                "threw in its static initializer: java.lang.NumberFormatException: For input"
                        + " string: \"x\"";
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertRejected(
                    WorkerPool.builder(BadStatic.class),
                    "handler=" + BadStatic.class.getName() + " " + why);
        }
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                setting(b -> b.workers(-5), "workers=-5 is out of range; allowed is 1 to 512"),
                setting(b -> b.name(""), "name= is out of range; allowed is 1 to 64 printable"),
                setting(b -> b.name("a\nb"), "name=a?b is out of range"),
                setting(b -> b.name("x".repeat(65)), "name=xxx"),
                setting(b -> b.queue(0), "queue=0 is out of range"),
                setting(b -> b.payloadMemory(-1), "payloadMemory=-1 is out of range"),
                setting(b -> b.payloadMemory(1L << 41), "payloadMemory=2199023255552 is out"),
                setting(b -> b.slotBytes(1), "slotBytes=1 is out of range"),
                setting(b -> b.attempts(0), "attempts=0 is out of range"),
                setting(b -> b.attempts(1).retryFailures(), "attempts=1 leaves none for retryFail"),
                setting(
                        b -> b.handlerStartTimeout(Duration.ZERO),
                        "handlerStartTimeout=PT0S is out of range; allowed is more than zero"),
                setting(
                        b -> b.handlerStopTimeout(Duration.ofNanos(-1)),
                        "handlerStopTimeout=PT-0.000000001S is out of range; allowed is zero up"),
                setting(b -> b.niceness(-1), "niceness=-1 is out of range; allowed is 0 to 19"),
                setting(b -> b.niceness(20), "niceness=20 is out of range; allowed is 0 to 19"),
                setting(b -> b.maxMemoryPerWorker(0), "maxMemoryPerWorker=0 is out of range"),
                setting(b -> b.jvmFlags("-Da=\ud800"), "jvmFlags=-Da cannot"),
                setting(b -> b.environment("A", "\ud800"), "environment=A cannot"),
                setting(b -> b.classPath(Path.of("no.jar")), "classPath=no.jar does not exist"),
                setting(
                        b -> b.classPath(Path.of("a:b")),
                        "classPath=a:b cannot be used: in a class"),
                setting(b -> b.modulePath(Path.of("no.jar")), "modulePath=no.jar does not exist"),
                setting(
                        b -> b.modulePath(Path.of("a:b")),
                        "modulePath=a:b cannot be used: in a mod"),
                setting(
                        b -> b.modulePath(Path.of("src/test/tla")),
                        "modulePath=src/test/tla has no"),
                setting(b -> b.modulePath(Path.of("pom.xml")), "modulePath=pom.xml cannot be read"),
                setting(
                        b -> b.javaHome(Path.of("no")),
                        "javaHome=no is not a directory; allowed is"),
                setting(
                        b -> b.javaHome(Path.of("src")),
                        "javaHome=src has no command bin/java; all"),
                setting(b -> b.transport("pigeon"), "transport=pigeon is unknown; choose one of"),
                setting(b -> b.transportOption("x", "y"), "transport options [x] are unknown"),
                setting(b -> b.transportOption("semaphore", "x"), "semaphore=x is unknown"),
                setting(
                        b -> b.transportOption("directory", "a\0b"),
                        "directory=a\0b cannot be the name of a file"),
                setting(
                        b -> b.transport("chronicle").transportOption("semaphore", "futex"),
                        "transport options [semaphore] are unknown to chronicle"));
    }

    private static Arguments setting(Consumer<WorkerPoolBuilder<String, String>> set, String why) {
        return Arguments.of(set, why);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aSettingIsNamedWithItsAllowedValues(
            Consumer<WorkerPoolBuilder<String, String>> set, String why) {
        // The handler's fault would be found later.
        WorkerPoolBuilder<String, String> builder = WorkerPool.builder(Throwing.class);
        builder.check();
        set.accept(builder);

        assertRejected(builder, why);
        assertThrows(IllegalArgumentException.class, builder::check);
    }

    @Test
    void aMissingArgumentIsNamed() {
        String text = nothing(String.class);
        Path path = nothing(Path.class);
        WorkerPoolBuilder<String, String> builder = WorkerPool.builder(Throwing.class);
        Map<Executable, String> calls =
                Map.of(
                        () -> builder.jvmFlags("-ea", text),
                        "flags",
                        () -> builder.jvmFlags(nothing(String[].class)),
                        "flags",
                        () -> builder.classPath(path),
                        "entries",
                        () -> builder.modulePath(path),
                        "entries",
                        () -> builder.remoteExceptions(text),
                        "allowed",
                        () -> ProcessExecutors.builder().allowed(text),
                        "patterns",
                        () -> builder.jobTimeout(nothing(Duration.class)),
                        "timeout");
        calls.forEach(
                (call, parameter) ->
                        assertEquals(
                                parameter,
                                assertThrows(NullPointerException.class, call).getMessage()));
        builder.check();
    }

    @Test
    void aTruncatedJarIsNamed() throws IOException {
        Path text = Files.writeString(directory.resolve("cut.jar"), "PK\3\4 and no more");

        assertRejected(
                WorkerPool.builder(Throwing.class).classPath(text),
                "classPath=" + text + " is neither a directory nor a whole jar: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    JAVA_VERSION="24.0.2" | is of version 24.0.2
                    JAVA_VERSION="1.8.0_392" | is of version 1.8.0_392
                    JAVA_VERSION_DATE="2025-10-21" | is of version that its file release does not say
                    """)
    void anOldJavaIsRefusedWithoutRunningIt(String release, String why) throws IOException {
        Path java = directory.resolve("bin/java");
        var ownerMayRun =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(java.getParent());
        Files.createFile(java, ownerMayRun);
        WorkerPoolBuilder<String, String> builder =
                WorkerPool.builder(Throwing.class).javaHome(directory);

        assertRejected(builder, "javaHome=" + directory + " has no file that says its version: ");
        Files.writeString(directory.resolve("release"), release);
        assertRejected(
                builder,
                "javaHome="
                        + directory
                        + " "
                        + why
                        + "; allowed is the directory of a JDK or JRE 25 or newer");
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"25\"");
        builder.check();
    }

    @Test
    void aRunTimeImageWithoutTheCommandJavaNeedsAnother() throws IOException {
        String own = System.getProperty("java.home");
        System.setProperty("java.home", directory.toString());
        try {
            assertRejected(
                    WorkerPool.builder(Throwing.class),
                    "javaHome="
                            + directory
                            + ", where this JVM comes from, has no command bin/java; set javaHome"
                            + " to a JDK or JRE 25 or newer");
            WorkerPool.builder(Throwing.class).javaHome(Path.of(own)).check();
        } finally {
            System.setProperty("java.home", own);
        }
    }

    private static void assertRejected(WorkerPoolBuilder<String, String> builder, String why) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> builder.build().close());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(why), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals(List.of(), Remains.directories());
    }
}
