package org.sempool.wire;

/** With which exit codes a worker ends by itself. */
public final class WorkerExit {
    /** There are no more jobs. */
    public static final int NO_MORE_JOBS = 0;

    /** It could not start, or not go on; the last line of its output says why. */
    public static final int CANNOT_WORK = 70;

    /** Its coordinator is gone. */
    public static final int COORDINATOR_GONE = 71;

    /** It has done its share, and another is to take its place. */
    public static final int RETIRED = 72;

    private WorkerExit() {}
}
