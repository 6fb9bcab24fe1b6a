package org.sempool.flight;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Adds the pool's events to recordings. Until the first recording of this JVM begins, no class of
 * the recorder is initialized here; if the JDK lacks the module {@code jdk.jfr}, none ever is.
 *
 * <p>Thread-safe.
 */
public final class Flight {
    private static final boolean IS_PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent()
                    && Flight.class.getModule().canRead(module());

    private Flight() {}

    private static Module module() {
        return ModuleLayer.boot().findModule("jdk.jfr").orElseThrow();
    }

    /** Only loaded where the recorder is present. */
    private static final class Recorder {
        static boolean isOn() {
            return FlightRecorder.isInitialized();
        }
    }

    private static boolean isOn() {
        return IS_PRESENT && Recorder.isOn();
    }

    /**
     * Returns whether a recording wants jobs. Costs next to nothing.
     *
     * @return whether {@link #job} adds an event
     */
    public static boolean recordsJobs() {
        return isOn() && JobEvent.isWanted();
    }

    /**
     * A job has ended.
     *
     * @param pool the pool's name
     * @param id the job's id
     * @param name its name, or null
     * @param outcome {@code SUCCEEDED}, or why it failed
     * @param attempts how many attempts have ended
     * @param worker the worker's number, or 0
     * @param times nanoseconds of waiting, running and delivering; null if it was not timed
     */
    public static void job(
            String pool,
            long id,
            @Nullable String name,
            String outcome,
            int attempts,
            int worker,
            long @Nullable [] times) {
        if (isOn()) {
            JobEvent.commit(pool, id, name, outcome, attempts, worker, times);
        }
    }

    /**
     * A worker has become ready.
     *
     * @param pool the pool's name
     * @param worker the worker's number
     * @param pid its process id
     * @param nanos how long it took to start
     */
    public static void workerStart(String pool, int worker, long pid, long nanos) {
        if (isOn()) {
            WorkerStartEvent.commit(pool, worker, pid, nanos);
        }
    }

    /**
     * A worker has died.
     *
     * @param pool the pool's name
     * @param worker the worker's number
     * @param pid its process id
     * @param exitCode the exit code
     * @param jobId the job that it held, or 0
     * @param description what happened, in a line
     */
    public static void workerDeath(
            String pool, int worker, long pid, int exitCode, long jobId, String description) {
        if (isOn()) {
            WorkerDeathEvent.commit(pool, worker, pid, exitCode, jobId, description);
        }
    }

    /**
     * A repair begins.
     *
     * @return to be passed to {@link #endRepair}; null if no recording wants it
     */
    public static @Nullable Object beginRepair() {
        return isOn() ? RepairEvent.started() : null;
    }

    /**
     * A repair has ended.
     *
     * @param begun what {@link #beginRepair} returned
     * @param pool the pool's name
     * @param worker the dead worker's number
     * @param pid its process id
     * @param jobId the job that it held, or 0
     */
    public static void endRepair(
            @Nullable Object begun, String pool, int worker, long pid, long jobId) {
        if (begun != null) {
            RepairEvent.commit(begun, pool, worker, pid, jobId);
        }
    }
}
