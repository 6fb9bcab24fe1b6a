package org.sempool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one worker was doing when {@link WorkerPool#stats} was called.
 *
 * @param number its number, from 1
 * @param pid its process id
 * @param state what it was doing
 * @param age how long ago its process was started
 * @param job its job, if it had one; a job that was cancelled counts until its handler stops
 * @param residentMemory the memory of the process in bytes, without shared memory; empty if the
 *     system does not tell
 */
public record WorkerStats(
        int number,
        long pid,
        State state,
        Duration age,
        Optional<Job> job,
        OptionalLong residentMemory) {
    /** What a worker is doing. */
    public enum State {
        /** Its JVM or its handler is starting. */
        STARTING,
        /** It has no job. */
        IDLE,
        /** It has a job. */
        RUNNING,
        /** It ends after its job, and another worker replaces it. */
        RETIRING
    }

    /**
     * The job of a worker.
     *
     * @param id the job's id, as in {@link JobContext#jobId}
     * @param name its name, if it has one
     * @param attempt the number of the attempt, from 1
     * @param running for how long, to within a tenth of a second; time in which the pool was
     *     suspended, or the worker waited for room for its result, does not count
     * @param progress what its handler has reported last, if anything
     */
    public record Job(
            long id,
            Optional<String> name,
            int attempt,
            Duration running,
            Optional<JobProgress> progress) {}
}
