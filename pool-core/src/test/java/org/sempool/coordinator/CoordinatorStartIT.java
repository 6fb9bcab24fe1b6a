package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.PoolStartException;
import org.sempool.Remains;
import org.sempool.RetryPolicy;
import org.sempool.TestJvm;
import org.sempool.WorkerPool;
import org.sempool.classes.AddedModules;
import org.sempool.classes.ForeignClasses;
import org.sempool.classes.WorkerClasses;
import org.sempool.config.Launch;
import org.sempool.config.PoolConfig;
import org.sempool.config.Retirement;
import org.sempool.config.Retries;
import org.sempool.config.TimeLimits;
import org.sempool.shm.SharedMemoryTransport;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/** A start that fails or is interrupted by the program's end leaves no process and no file. */
final class CoordinatorStartIT {
    /** Bounds the calls until the first worker is ready; later ones belong to a started pool. */
    private static final int MAX_CALLS = 6;

    private static final Pattern CALLS = Pattern.compile("open|address|workerJvmFlags");

    private final AtomicInteger calls = new AtomicInteger();

    /** Returns its job. */
    public static final class Echo implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void aStartCleansUpAfterAnErrorInAnyCallOfTheTransport() {
        int failed = 0;
        for (int call = 1; call <= MAX_CALLS; call++) {
            calls.set(0);
            if (!starts(call)) {
                failed++;
            }
            Remains.assertNone();
        }
        assertTrue(failed > 1, "some calls matter: " + failed);
    }

    @Test
    void theCallerGetsTheErrorThatWasThrown() {
        NoClassDefFoundError thrown =
                assertThrows(NoClassDefFoundError.class, () -> start(1).close());

        assertEquals("call 1", thrown.getMessage());
        assertTrue(
                List.of(thrown.getStackTrace()).stream()
                        .anyMatch(
                                frame ->
                                        frame.getClassName()
                                                .equals(CoordinatorStartIT.class.getName())),
                "the stack trace shows the caller");
    }

    @Test
    void aProgramThatEndsDuringAStartLeavesNothing(@TempDir Path directory) throws Exception {
        TestJvm.Outcome ended =
                TestJvm.run(
                        TestJvm.command(
                                EndsMeanwhile.class, List.of(), List.of(directory.toString())));

        assertEquals(EndsMeanwhile.CODE, ended.code(), ended.all());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** Exits when its transport is open and the pool's own shutdown hook is not yet registered. */
    static final class EndsMeanwhile {
        static final int CODE = 42;

        private EndsMeanwhile() {}

        public static void main(String[] args) {
            SharedMemoryTransport shm = new SharedMemoryTransport();
            Transport transport =
                    (Transport)
                            Proxy.newProxyInstance(
                                    Transport.class.getClassLoader(),
                                    new Class<?>[] {Transport.class},
                                    (_, method, parameters) -> {
                                        Object result = method.invoke(shm, parameters);
                                        if (method.getName().equals("open")) {
                                            exit();
                                        }
                                        return result;
                                    });
            PoolConfig config = config(Map.of("directory", args[0]));
            poolStart(config, transport).start(new Echo()).close();
        }

        /** Returns when the JVM has begun to end. */
        private static void exit() {
            var _ = Thread.ofPlatform().daemon().start(() -> System.exit(CODE));
            Thread hook = new Thread(() -> {});
            try {
                while (true) {
                    Runtime.getRuntime().addShutdownHook(hook);
                    var _ = Runtime.getRuntime().removeShutdownHook(hook);
                    Thread.onSpinWait();
                }
            } catch (IllegalStateException hasBegun) {
                // The JVM has begun to end.
            }
        }
    }

    @Test
    void aStartThatWaitsForAWorkerFailsWhenTheProgramEnds(@TempDir Path directory)
            throws Exception {
        TestJvm.Outcome ended =
                TestJvm.run(
                        TestJvm.command(
                                EndsBeforeAWorkerIsReady.class,
                                List.of(),
                                List.of(directory.toString())));

        assertTrue(ended.all().contains("stopped before a worker was ready"), ended.all());
        assertEquals(EndsMeanwhile.CODE, ended.code(), ended.all());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** Its last hook waits for the start, which waits for a worker that is never ready. */
    static final class EndsBeforeAWorkerIsReady {
        private EndsBeforeAWorkerIsReady() {}

        public static void main(String[] args) {
            Thread start =
                    Thread.ofPlatform().daemon().start(() -> start(Map.of("directory", args[0])));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !Remains.workers().isEmpty());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> join(start)));
            System.exit(EndsMeanwhile.CODE);
        }

        private static void start(Map<String, String> options) {
            try {
                poolStart(config(NeverReady.class, options), new SharedMemoryTransport())
                        .start(new NeverReady())
                        .close();
            } catch (PoolStartException e) {
                System.out.println(e.getMessage());
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes an hour to be ready. */
    public static final class NeverReady implements JobHandler<String, String> {
        @Override
        public void start() throws InterruptedException {
            Thread.sleep(Duration.ofHours(1));
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    private boolean starts(int badCall) {
        try {
            start(badCall).close();
            return true;
        } catch (RuntimeException | NoClassDefFoundError e) {
            return false;
        }
    }

    private static PoolStart poolStart(PoolConfig config, Transport transport) {
        return new PoolStart(
                config, classes(), transport, null, null, List.of(), RetryPolicy.immediately());
    }

    private WorkerPool<String, String> start(int badCall) {
        Transport transport = failing(Transport.class, new SharedMemoryTransport(), badCall);
        return poolStart(config(Map.of()), transport).start(new Echo());
    }

    /** Throws in the given one of the counted calls, and passes on all others. */
    private <T> T failing(Class<T> type, T target, int badCall) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) -> call(method, target, args, badCall)));
    }

    private Object call(Method method, Object target, Object[] args, int badCall) throws Throwable {
        if (CALLS.matcher(method.getName()).matches() && calls.incrementAndGet() == badCall) {
            throw new NoClassDefFoundError("call " + badCall);
        }
        try {
            Object result = method.invoke(target, args);
            return result instanceof SupervisedEnd channel
                    ? failing(SupervisedEnd.class, channel, badCall)
                    : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static WorkerClasses classes() {
        try {
            return new ForeignClasses(List.of(), AddedModules.NONE, false).settle();
        } catch (ForeignClasses.UnreachableException e) {
            throw new AssertionError(e);
        }
    }

    private static PoolConfig config(Map<String, String> options) {
        return config(Echo.class, options);
    }

    private static PoolConfig config(Class<?> handler, Map<String, String> options) {
        return new PoolConfig(
                "pool-1",
                new Retries(1, false, false),
                Optional.empty(),
                new TimeLimits(
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5)),
                new Retirement(Retirement.NEVER, Retirement.NEVER),
                new Launch(
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        0),
                true,
                new TransportConfig(handler.getName(), 1, 4, 128, options));
    }
}
