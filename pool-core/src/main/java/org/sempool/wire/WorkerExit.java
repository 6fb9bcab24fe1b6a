package org.sempool.wire;

/** The exit codes of a worker that ends by itself. */
public final class WorkerExit {
    /** There are no more jobs. */
    public static final int NO_MORE_JOBS = 0;

    /** It could not start or continue; the last line of its output says why. */
    public static final int CANNOT_WORK = 70;

    /** Its coordinator is gone. */
    public static final int COORDINATOR_GONE = 71;

    /** It has done its share, and another worker is to replace it. */
    public static final int RETIRED = 72;

    private WorkerExit() {}
}
