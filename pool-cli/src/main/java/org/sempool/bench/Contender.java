package org.sempool.bench;

import java.io.IOException;
import java.util.List;

/** One way to get jobs to workers and results back. */
interface Contender {
    String name();

    /** The semaphore at which its processes wait, or empty. */
    String semaphore();

    /** Distinguishes it from all others. */
    default String fullName() {
        return (name() + " " + semaphore()).strip();
    }

    /** What {@link Contenders#of} makes it from, in another process. */
    default List<String> asArguments() {
        return List.of(fullName());
    }

    /** Whether it can be measured in this setting. */
    boolean supports(Setting setting);

    /** Starts its workers, adds them to the belongings, and returns when they are ready. */
    Run open(Setting setting, Belongings belongings) throws IOException, InterruptedException;

    /** Whether a job runs again when its worker is killed. */
    default boolean rerunsJobs() {
        return false;
    }

    /** Whether it runs the faster the longer it has run: a JVM compiles what runs often. */
    default boolean warmsUp() {
        return true;
    }

    /**
     * The median time from a {@code kill -9} of a worker until its job runs on another, idle one;
     * only for contenders that {@linkplain #rerunsJobs run jobs again}.
     */
    default long killToRerunNanos(int kills, Belongings belongings)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException(name());
    }

    /** A contender with its workers. Belongs to one thread. */
    interface Run extends AutoCloseable {
        /** Runs that many jobs, with as many in flight as the queue holds. */
        Effort run(long jobs) throws IOException, InterruptedException;

        /** Runs that many jobs, one after the other. */
        RoundTrips roundTrips(int jobs) throws IOException, InterruptedException;

        /** The processes of its workers that live as long as the run. */
        default List<ProcessHandle> workers() {
            return List.of();
        }

        /** How long the workers took to be ready, or 0 if there is no such moment. */
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
     * @param nanos the time from the first to the last
     * @param cpuNanos the CPU time of all processes
     * @param brokerNanos how much of that the broker took, if there is one
     */
    record Effort(long jobs, long nanos, long cpuNanos, long brokerNanos) {
        Effort(long jobs, long nanos, long cpuNanos) {
            this(jobs, nanos, cpuNanos, 0);
        }

        static Effort of(long[] numbers) {
            return new Effort(numbers[0], numbers[1], numbers[2], numbers[3]);
        }

        List<Long> asNumbers() {
            return List.of(jobs, nanos, cpuNanos, brokerNanos);
        }

        Effort plus(Effort other) {
            return new Effort(
                    jobs + other.jobs,
                    nanos + other.nanos,
                    cpuNanos + other.cpuNanos,
                    brokerNanos + other.brokerNanos);
        }
    }
}
