package org.sempool.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.slf4j.ILoggerFactory;

/** Gives Logback an event of another process. */
final class LogbackReplay {
    private static final StackTraceElement[] NO_CALLER = {};

    private LogbackReplay() {}

    static void log(
            ILoggerFactory factory, String name, LogRecord logged, Map<String, String> context) {
        LoggerContext logback = (LoggerContext) factory;
        Logger logger = logback.getLogger(name);
        Level level = level(logged.level());
        if (!logger.isEnabledFor(level)) {
            return;
        }
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(logback);
        event.setLoggerContextRemoteView(logback.getLoggerContextRemoteView());
        event.setLoggerName(name);
        event.setLevel(level);
        event.setThreadName(logged.thread());
        event.setTimeStamp(logged.millis());
        event.setMessage(logged.text());
        event.setMDCPropertyMap(context);
        event.setCallerData(NO_CALLER);
        logger.callAppenders(event);
    }

    private static Level level(int level) {
        if (level >= LogRecord.ERROR) {
            return Level.ERROR;
        }
        if (level >= LogRecord.WARN) {
            return Level.WARN;
        }
        if (level >= LogRecord.INFO) {
            return Level.INFO;
        }
        return level >= LogRecord.DEBUG ? Level.DEBUG : Level.TRACE;
    }
}
