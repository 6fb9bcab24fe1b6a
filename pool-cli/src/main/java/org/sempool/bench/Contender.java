package org.sempool.bench;

import java.io.IOException;
import java.util.List;

/** One way to get jobs to workers and results back. */
interface Contender {
    String name();

    /** The semaphore that its processes wait at, or nothing. */
    String semaphore();

    /** What tells it from all others. */
    default String fullName() {
        return (name() + " " + semaphore()).strip();
    }

    /** Whether it can be measured so. */
    boolean supports(Setting setting);

    /** Starts its workers, which are among these, and returns when they are ready. */
    Run open(Setting setting, Belongings belongings) throws IOException, InterruptedException;

    /**
     * The median time from a {@code kill -9} of a worker until its job runs on another one, which
     * has nothing to do; or 0 if the job would be lost.
     */
    default long killToRerunNanos(int kills, Belongings belongings)
            throws IOException, InterruptedException {
        return 0;
    }

    /** A contender with its workers. Belongs to one thread. */
    interface Run extends AutoCloseable {
        /** Runs so many jobs, as many at a time as the queue holds. */
        Effort run(long jobs) throws IOException, InterruptedException;

        /** Runs so many jobs, one after the other. */
        RoundTrips roundTrips(int jobs) throws IOException, InterruptedException;

        /** The processes of its workers that live as long as it does. */
        default List<ProcessHandle> workers() {
            return List.of();
        }

        /** How long it took until the workers were ready, or 0 if there is no such moment. */
        long readyNanos();

        /** The resident memory of one worker, or 0 if it has no process of its own. */
        long workerMemoryBytes() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * What jobs took.
     *
     * @param jobs how many there were
     * @param nanos from the first to the last
     * @param cpuNanos of all processes
     */
    record Effort(long jobs, long nanos, long cpuNanos) {}
}
