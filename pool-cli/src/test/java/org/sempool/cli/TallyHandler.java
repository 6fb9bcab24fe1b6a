package org.sempool.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Takes a file and a word: appends the word to the file each time it runs, and returns it. */
public final class TallyHandler implements LineHandler {
    private static final long JOB_NANOS = 20_000_000;

    public TallyHandler() {}

    @Override
    public String name() {
        return "tally";
    }

    @Override
    public String description() {
        return "for tests";
    }

    @Override
    public String handle(String line, JobContext context) throws IOException {
        String[] words = line.split(" ", 2);
        Files.writeString(Path.of(words[0]), words[1] + "\n", CREATE, APPEND);
        LockSupport.parkNanos(JOB_NANOS);
        return words[1];
    }
}
