package org.sempool.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;

/** Logs to the {@link Console}, whatever the user's code makes of {@link System#err}. */
public final class LogAppender extends OutputStreamAppender<ILoggingEvent> {
    /** Called by Logback. */
    public LogAppender() {}

    @Override
    public void start() {
        setOutputStream(new ToConsole());
        super.start();
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
