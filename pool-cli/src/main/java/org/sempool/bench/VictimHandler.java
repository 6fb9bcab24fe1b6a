package org.sempool.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/**
 * On the first attempt it writes its process id to the named file, and waits to be killed; on the
 * next, or without a file, it returns the time at which it began.
 *
 * <p>The time is from {@link System#nanoTime}, which on Linux is the same in all processes.
 */
public final class VictimHandler implements JobHandler<String, Long> {
    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** Called by the worker. */
    public VictimHandler() {}

    @Override
    public Long handle(String file, JobContext context) throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (context.attempt() == 1 && !file.isEmpty()) {
            Path path = Path.of(file);
            Path half = path.resolveSibling(path.getFileName() + ".half");
            Files.writeString(half, "" + ProcessHandle.current().pid());
            Files.move(half, path, StandardCopyOption.ATOMIC_MOVE);
            Thread.sleep(PATIENCE_MILLIS);
            throw new IllegalStateException("not killed");
        }
        return now;
    }
}
