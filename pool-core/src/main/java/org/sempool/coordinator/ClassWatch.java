package org.sempool.coordinator;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sempool.process.OpenFiles;

/**
 * Looks for changes of the classes that the workers load: whenever one starts, and every now and
 * then. For the supervisor's thread.
 */
final class ClassWatch {
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Looks take at most so small a part of the time, however many files there are. */
    private static final int PAUSES_PER_LOOK = 100;

    private final ClassFiles files;
    private final Workers workers;
    private long nextLook = System.nanoTime() + SHORTEST_PAUSE_NANOS;

    ClassWatch(ClassFiles files, Workers workers) {
        this.files = files;
        this.workers = workers;
    }

    /** What has changed, if a worker that starts now, or has just started, would notice. */
    Optional<String> changeForNewcomers() {
        return files.changeForNewcomers();
    }

    /** What has changed, if it is time to look and a worker may notice. */
    Optional<String> changeForWorkers() {
        long begin = System.nanoTime();
        if (begin - nextLook < 0) {
            return Optional.empty();
        }
        Optional<String> change =
                files.changeForWorkers(
                        () ->
                                workers.all().stream()
                                        .filter(WorkerProcess::isAlive)
                                        .map(worker -> OpenFiles.keys(worker.pid()))
                                        .toList());
        long end = System.nanoTime();
        nextLook = end + Math.max(SHORTEST_PAUSE_NANOS, PAUSES_PER_LOOK * (end - begin));
        return change;
    }
}
