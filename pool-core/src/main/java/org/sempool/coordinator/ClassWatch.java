package org.sempool.coordinator;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sempool.process.OpenFiles;

/**
 * Checks for changes of the classes that the workers load: whenever a worker starts, and
 * periodically. For the supervisor's thread.
 */
final class ClassWatch {
    private static final long MIN_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Bounds the share of time that checks take, however many files there are. */
    private static final int PAUSES_PER_CHECK = 100;

    private final ClassFiles files;
    private final Workers workers;
    private long nextCheck = System.nanoTime() + MIN_PAUSE_NANOS;

    ClassWatch(ClassFiles files, Workers workers) {
        this.files = files;
        this.workers = workers;
    }

    /**
     * The change that a worker may see that starts now or has just started; empty if there is none.
     */
    Optional<String> changeForNewWorkers() {
        return files.changeForNewWorkers();
    }

    /** The change that a worker may see, if a check is due; empty otherwise. */
    Optional<String> changeForWorkers() {
        long begin = System.nanoTime();
        if (begin - nextCheck < 0) {
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
        nextCheck = end + Math.max(MIN_PAUSE_NANOS, PAUSES_PER_CHECK * (end - begin));
        return change;
    }
}
