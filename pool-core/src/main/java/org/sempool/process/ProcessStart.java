package org.sempool.process;

/**
 * When processes were started, in clock ticks since the machine was. A process is never older than
 * its parent, so a search for a worker's family skips all processes that are older than the worker.
 */
public final class ProcessStart {
    /** Before all processes. */
    public static final long EVER = 0;

    private ProcessStart() {}

    /**
     * When a process was started.
     *
     * @param pid its id; it may have ended
     * @param otherwise what to return if the start is not known
     * @return the time, in ticks
     */
    public static long of(long pid, long otherwise) {
        ProcessStatus status = ProcessStatus.of(pid);
        return status == null ? otherwise : status.startTicks();
    }

    /**
     * When this process was started.
     *
     * @return the time, in ticks, or {@link #EVER} if that is not known
     */
    public static long own() {
        return of(ProcessHandle.current().pid(), EVER);
    }
}
