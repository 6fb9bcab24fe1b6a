package org.sempool.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/**
 * Hangs wherever a handler's code can hang in the command's own process: in {@code summary()}, and
 * in a shutdown hook that its constructor adds.
 */
public final class HangingHandler implements LineHandler {
    /** Names a file that shows that the command has reached the summary. */
    static final String SUMMARY = "hanging.summary";

    public HangingHandler() {
        Runtime.getRuntime().addShutdownHook(new Thread(HangingHandler::hang));
    }

    @Override
    public String name() {
        return "hanging";
    }

    @Override
    public String description() {
        return "for tests";
    }

    @Override
    public String handle(String line, JobContext context) {
        return line;
    }

    @Override
    public String summary(long succeeded, long total) {
        String file = System.getProperty(SUMMARY);
        if (file == null) {
            return "";
        }
        try {
            Files.createFile(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hang();
        return "";
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }
}
