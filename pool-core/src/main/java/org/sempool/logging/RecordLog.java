package org.sempool.logging;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs in the coordinator what was logged in a worker: with the same logger and level, and with
 * Logback also the same time and thread.
 */
public final class RecordLog {
    private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

    /**
     * Loggers are kept for ever. A handler that makes one for each job must not fill the memory.
     */
    private static final int MOST_LOGGERS = 10_000;

    private final String pool;
    private final String defaultLogger;
    private final Set<String> loggers = ConcurrentHashMap.newKeySet();

    /**
     * @param pool the pool's name
     * @param defaultLogger for the records of further loggers, if there are too many
     */
    public RecordLog(String pool, String defaultLogger) {
        this.pool = pool;
        this.defaultLogger = defaultLogger;
    }

    /** Logs a record of a worker's process. */
    public void log(int worker, long pid, LogRecord logged) {
        String logger = logger(logged.logger());
        Map<String, String> context =
                LogContext.with(logged.context(), worker, pid, logged.job(), logged.jobName());
        context.put(LogContext.POOL, pool);
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory.getClass().getName().equals(LOGBACK)) {
            LogbackReplay.log(factory, logger, logged, context);
        } else {
            within(context, () -> log(LoggerFactory.getLogger(logger), logged));
        }
    }

    /**
     * Logs something else about a worker's process.
     *
     * @param pool the pool's name
     * @param job the job that it is about, or 0
     * @param jobName that job's name, or null
     */
    public static void within(
            String pool,
            int worker,
            long pid,
            long job,
            @Nullable String jobName,
            Runnable logging) {
        Map<String, String> context = LogContext.with(null, worker, pid, job, jobName);
        context.put(LogContext.POOL, pool);
        within(context, logging);
    }

    /** Only what SLF4J 1.7 has, too. */
    private static void within(Map<String, String> context, Runnable logging) {
        context.forEach(MDC::put);
        try {
            logging.run();
        } finally {
            context.keySet().forEach(MDC::remove);
        }
    }

    private String logger(String name) {
        if (loggers.contains(name)) {
            return name;
        }
        return !name.isEmpty() && loggers.size() < MOST_LOGGERS && loggers.add(name)
                ? name
                : defaultLogger;
    }

    private static void log(Logger logger, LogRecord logged) {
        String text = logged.text();
        if (logged.level() >= LogRecord.ERROR) {
            logger.error("{}", text);
        } else if (logged.level() >= LogRecord.WARN) {
            logger.warn("{}", text);
        } else if (logged.level() >= LogRecord.INFO) {
            logger.info("{}", text);
        } else if (logged.level() >= LogRecord.DEBUG) {
            logger.debug("{}", text);
        } else {
            logger.trace("{}", text);
        }
    }
}
