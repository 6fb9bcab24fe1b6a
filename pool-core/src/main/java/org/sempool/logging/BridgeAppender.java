package org.sempool.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sends events to the coordinator. */
final class BridgeAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        WorkerLogging.RunningJob job = WorkerLogging.job();
        Map<String, String> context = new TreeMap<>(event.getMDCPropertyMap());
        LogContext.OWN.forEach(context::remove);
        LogFrames.write(
                new LogRecord(
                        level(event.getLevel()),
                        event.getTimeStamp(),
                        job == null ? 0 : job.id(),
                        job == null ? null : job.name(),
                        event.getThreadName(),
                        event.getLoggerName(),
                        String.valueOf(event.getFormattedMessage()),
                        text(event.getThrowableProxy()),
                        context));
    }

    private static @Nullable String text(@Nullable IThrowableProxy thrown) {
        return thrown == null ? null : ThrowableProxyUtil.asString(thrown);
    }

    private static int level(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> LogRecord.ERROR;
            case Level.WARN_INT -> LogRecord.WARN;
            case Level.INFO_INT -> LogRecord.INFO;
            case Level.DEBUG_INT -> LogRecord.DEBUG;
            default -> LogRecord.TRACE;
        };
    }
}
