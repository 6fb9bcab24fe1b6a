package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A handler's start and stop have deadlines of their own. */
@Timeout(90)
final class HandlerDeadlinesIT {
    private static final Duration LONG = Duration.ofMinutes(10);

    private static void blockForEver() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ignored) {
                // A handler that does not obey.
            }
        }
    }

    /** Never becomes ready. */
    public static final class StartsForEver implements JobHandler<String, String> {
        @Override
        public void start() {
            blockForEver();
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Never ends by itself. */
    public static final class StopsForEver implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            return job;
        }

        @Override
        public void stop() {
            blockForEver();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void aStartThatTakesTooLongIsNamed() {
        PoolStartException e =
                assertThrows(
                        PoolStartException.class,
                        () ->
                                TestPools.builder(StartsForEver.class)
                                        .workers(1)
                                        .startTimeout(LONG)
                                        .handlerStartTimeout(Duration.ofMillis(100))
                                        .build()
                                        .close());

        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.contains(
                        "the handler's start() did not return within handlerStartTimeout=100 ms"),
                message);
    }

    /** The worker ends itself: the coordinator would wait for much longer. */
    @Test
    void aStopThatTakesTooLongIsNamed() {
        List<String> lines = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> appender =
                new AppenderBase<>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        lines.add(event.getFormattedMessage());
                    }
                };
        appender.start();
        Logger output = (Logger) LoggerFactory.getLogger("org.sempool.worker.output");
        output.setLevel(Level.INFO);
        output.setAdditive(false);
        output.addAppender(appender);
        try (WorkerPool<String, String> pool =
                TestPools.builder(StopsForEver.class)
                        .workers(1)
                        .stopTimeout(LONG)
                        .handlerStopTimeout(Duration.ofMillis(100))
                        .build()) {
            assertEquals("x", pool.submit("x").join());
        }
        try {
            Awaitility.await()
                    .until(
                            () ->
                                    lines.contains(
                                            "[worker 1] handler="
                                                    + StopsForEver.class.getName()
                                                    + " did not return from stop() within"
                                                    + " handlerStopTimeout=100 ms; the worker ends"
                                                    + " without it"));
        } finally {
            output.detachAppender(appender);
            output.setAdditive(true);
            output.setLevel(null);
        }
    }
}
