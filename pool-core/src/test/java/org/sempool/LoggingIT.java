package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What a handler logs in a worker arrives in the log of the program. */
@Timeout(120)
final class LoggingIT {
    private static final String LOGGER = "some.handler.Logger";
    private static final String FLOOD = "water".repeat(200);
    private static final String OUTPUT = "org.sempool.worker.output";

    @TempDir private Path directory;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger floods = new AtomicInteger();

    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    event.prepareForDeferredProcessing();
                    if (event.getFormattedMessage().endsWith(FLOOD)) {
                        floods.incrementAndGet();
                    } else {
                        events.add(event);
                    }
                }
            };

    /** Logs what the job says. */
    public static final class Logging implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            if (job.equals("nothing")) {
                return "silent";
            }
            String[] words = job.split(" ", 2);
            org.slf4j.Logger log = LoggerFactory.getLogger(LOGGER);
            switch (words[0]) {
                case "warn" -> log.warn("warned of {}", words[1]);
                case "thrown" -> log.error("failed", new IllegalStateException(words[1]));
                case "print" -> System.out.println(words[1]);
                case "context" -> {
                    MDC.put("user", "me");
                    log.warn("{}", words[1]);
                    MDC.clear();
                }
                case "die" -> {
                    log.warn("{}", words[1]);
                    Runtime.getRuntime().halt(3);
                }
                case "many" -> many(log);
                case "flood" -> {
                    while (true) {
                        System.out.println(FLOOD);
                        LockSupport.parkNanos(100_000);
                    }
                }
                default -> throw new IllegalArgumentException(job);
            }
            return "" + Thread.currentThread().getName();
        }

        private static void many(org.slf4j.Logger log) {
            List<Thread> threads = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int j = 0; j < 100; j++) {
                                                log.warn(
                                                        "{}-{} {}", number, j, "x".repeat(j * 100));
                                                System.out.print("half ");
                                                System.out.println("line");
                                            }
                                        }));
            }
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @BeforeEach
    void listen() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        appender.setContext(context);
        appender.start();
        for (String name : List.of(LOGGER, OUTPUT)) {
            Logger logger = context.getLogger(name);
            logger.setLevel(Level.INFO);
            logger.setAdditive(false);
            logger.addAppender(appender);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        for (String name : List.of(LOGGER, OUTPUT)) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            logger.setLevel(null);
            logger.setAdditive(true);
            logger.detachAppender(appender);
        }
        Remains.assertNone();
    }

    @Test
    void anEventKeepsItsLevelLoggerThreadAndTime() {
        try (WorkerPool<String, String> pool = builder().build()) {
            long pid = Remains.workers().getFirst().pid();
            String thread = pool.submit("warn smoke").join();

            ILoggingEvent event = await("warned of smoke");
            assertEquals(Level.WARN, event.getLevel());
            assertEquals(LOGGER, event.getLoggerName());
            assertEquals(thread, event.getThreadName());
            assertTrue(Math.abs(event.getTimeStamp() - start()) < 86_400_000, "within a day");
            assertEquals(
                    Map.of("pool", pool.name(), "worker", "1", "pid", "" + pid, "job", "1"),
                    event.getMDCPropertyMap());
        }
    }

    /** In milliseconds since 1970. */
    private static long start() {
        return ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    }

    @Test
    void aThrowableArrivesAsText() {
        try (WorkerPool<String, String> pool = builder().build()) {
            pool.submit("thrown because").join();

            String text = await("failed").getFormattedMessage();
            assertTrue(
                    text.startsWith("failed\njava.lang.IllegalStateException: because\n\tat "),
                    text);
            assertTrue(text.contains("Logging.handle"), text);
        }
    }

    @Test
    void whatTheHandlerHasPutIntoTheContextArrives() {
        try (WorkerPool<String, String> pool = builder().build()) {
            pool.submit("context of me").join();

            assertEquals("me", await("of me").getMDCPropertyMap().get("user"));
        }
    }

    @Test
    void whatIsPrintedIsALineAtInfo() {
        try (WorkerPool<String, String> pool = builder().build()) {
            pool.submit("print on paper").join();

            ILoggingEvent event = await("[worker 1] on paper");
            assertEquals(Level.INFO, event.getLevel());
            assertEquals(OUTPUT, event.getLoggerName());
            assertEquals("1", event.getMDCPropertyMap().get("worker"));
        }
    }

    @Test
    void threadsThatLogAndPrintAtTheSameTimeMixNothing() {
        try (WorkerPool<String, String> pool = builder().build()) {
            pool.submit("many").join();

            Awaitility.await().until(() -> count(LOGGER) == 400);
            for (int thread = 0; thread < 4; thread++) {
                for (int i = 0; i < 100; i++) {
                    var _ = await(thread + "-" + i + " " + "x".repeat(i * 100));
                }
            }
            Awaitility.await()
                    .until(
                            () ->
                                    events.stream()
                                                    .mapToInt(e -> halves(e.getFormattedMessage()))
                                                    .sum()
                                            == 400);
        }
    }

    private static int halves(String text) {
        return text.startsWith("[worker 1]") ? text.split("half", -1).length - 1 : 0;
    }

    private long count(String logger) {
        return events.stream().filter(event -> event.getLoggerName().equals(logger)).count();
    }

    @Test
    void aDeathShowsWhatWasLoggedBefore() {
        try (WorkerPool<String, String> pool = builder().attempts(1).build()) {
            CompletionException e =
                    assertThrows(
                            CompletionException.class, () -> pool.submit("die of thirst").join());

            String message = String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
            assertTrue(
                    message.matches("(?s).*[0-9:.]+ WARN  \\[.*\\] " + LOGGER + ": of thirst.*"),
                    message);
            var _ = await("of thirst");
        }
    }

    /** And each event of such an appender knows the worker and the job. */
    @Test
    void anAppenderOfAFileStaysAsConfigured() throws Exception {
        Path log = directory.resolve("log");
        Path configuration =
                Files.writeString(
                        directory.resolve("logback.xml"),
                        """
                        <configuration>
                          <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                            <file>%s</file>
                            <encoder>
                              <pattern>%%X{worker} %%X{pid} %%X{job} %%msg%%n</pattern>
                            </encoder>
                          </appender>
                          <root level="INFO"><appender-ref ref="FILE" /></root>
                        </configuration>
                        """
                                .formatted(log));
        try (WorkerPool<String, String> pool =
                builder().jvmFlags("-Dlogback.configurationFile=" + configuration).build()) {
            long pid = Remains.workers().getFirst().pid();
            pool.submit("warn smoke").join();
            pool.submit("print end").join();

            assertEquals("1 " + pid + " 1 warned of smoke\n", Files.readString(log));
            var _ = await("[worker 1] end");
            assertEquals(0, count(LOGGER));
        }
    }

    @Test
    void aWorkerWhoseHandlerLogsNothingDoesNotLoadTheLog() throws Exception {
        Path loaded = directory.resolve("loaded");
        try (WorkerPool<String, String> pool =
                builder().jvmFlags("-Xlog:class+load:file=" + loaded).build()) {
            pool.submit("nothing").join();
        }
        String all = Files.readString(loaded);
        assertFalse(all.contains("ch.qos.logback"), all);
    }

    @Test
    void aDeathNamesThePoolAndTheJob() {
        Logger logger = (Logger) LoggerFactory.getLogger("org.sempool");
        Level usual = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.addAppender(appender);
        try (WorkerPool<String, String> pool = builder().name("mine").attempts(1).build()) {
            CompletableFuture<String> job =
                    pool.submit("die now", JobOptions.defaults().name("last"));

            assertThrows(CompletionException.class, job::join);
            String death = "pool mine: worker 1 .*exited with code 3.*, with job 1 \\(last\\)";
            Awaitility.await()
                    .until(
                            () ->
                                    events.stream()
                                            .filter(e -> e.getFormattedMessage().matches(death))
                                            .map(e -> e.getMDCPropertyMap().get("pool"))
                                            .toList(),
                            List.of("mine")::equals);
        } finally {
            logger.setLevel(usual);
            logger.detachAppender(appender);
        }
    }

    @Test
    void whatAWorkerPrintedBeforeItWasKilledIsReadToItsEnd() {
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(Duration.ofSeconds(1)).grace(Duration.ZERO).build()) {
            for (int i = 0; i < 5; i++) {
                CompletableFuture<String> flood = pool.submit("flood");
                assertThrows(CompletionException.class, flood::join);
            }
        }
        Awaitility.await().until(() -> floods.get() > 0);
        assertEquals(
                List.of(),
                events.stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(text -> text.contains("cannot be read"))
                        .toList());
    }

    /** Its output shows both sides: the program logs to its console what arrives. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProgramOfClassesOrModulesLogsWhatItsHandlersLog(boolean ofModules) throws Exception {
        Program program = new Program(directory);
        Path app =
                ofModules
                        ? program.compileMain(
                                "app",
                                "module app { requires org.sempool; exports app to org.sempool; }")
                        : program.compileMain("app");
        String path = Program.path(Program.core(), app, home(Logger.class), home(Context.class));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", ModulesIT.NATIVE));
        command.addAll(
                ofModules
                        ? List.of("-p", path, "-m", "app/app.Main")
                        : List.of("-cp", path, "app.Main"));
        command.add("log of everything");

        TestJvm.Outcome outcome = TestJvm.run(command, directory);

        String all = outcome.all();
        assertEquals(List.of("LOG OF EVERYTHING"), outcome.lines("result: "), all);
        assertTrue(all.matches("(?s).*\\] WARN +app.Log -- of everything\n.*"), all);
        assertFalse(all.contains("[worker 1]"), all);
    }

    private static Path home(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private ILoggingEvent await(String message) {
        Awaitility.await(message).until(() -> find(message) != null);
        ILoggingEvent event = find(message);
        return event == null ? events.getFirst() : event;
    }

    private @Nullable ILoggingEvent find(String message) {
        return events.stream()
                .filter(
                        event ->
                                event.getFormattedMessage()
                                                .lines()
                                                .findFirst()
                                                .orElse("")
                                                .equals(message.stripTrailing())
                                        || event.getFormattedMessage().equals(message))
                .findFirst()
                .orElse(null);
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Logging.class).workers(1);
    }
}
