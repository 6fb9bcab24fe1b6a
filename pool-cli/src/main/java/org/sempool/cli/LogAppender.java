package org.sempool.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.OutputStream;

/**
 * Logs to the {@link Console}, whatever the user's code makes of {@link System#err}. As it is an
 * appender of the console, its place in a worker is taken by the pool's.
 */
public final class LogAppender extends ConsoleAppender<ILoggingEvent> {
    /** Called by Logback. */
    public LogAppender() {}

    /** The console appender would set a stream of its own when it starts. */
    @Override
    public void setOutputStream(OutputStream ignored) {
        super.setOutputStream(new ToConsole());
    }

    /** The log may be set up before the console is. */
    private static final class ToConsole extends OutputStream {
        @Override
        public void write(int oneByte) {
            Console.logStream().write(oneByte);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            Console.logStream().write(bytes, from, count);
        }

        @Override
        public void flush() {
            Console.logStream().flush();
        }
    }
}
