package org.sempool.bench;

import org.sempool.JobContext;
import org.sempool.JobHandler;

/** The pool's handler: takes as long as the JVM was told, then returns the same bytes. */
public final class BenchHandler implements JobHandler<byte[], byte[]> {
    static final String JOB_NANOS = "sempool.bench.jobNanos";

    /** Whether a job takes no core of this machine. */
    static final String ELSEWHERE = "sempool.bench.elsewhere";

    private final boolean elsewhere = Boolean.getBoolean(ELSEWHERE);
    private final long jobNanos = Long.getLong(JOB_NANOS, 0);

    /** Called by the worker. */
    public BenchHandler() {}

    @Override
    public byte[] handle(byte[] job, JobContext context) {
        if (elsewhere) {
            Busy.elsewhere(jobNanos);
        } else {
            Busy.work(jobNanos);
        }
        return job;
    }
}
