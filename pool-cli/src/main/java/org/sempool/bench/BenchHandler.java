package org.sempool.bench;

import org.sempool.JobContext;
import org.sempool.JobHandler;

/** The pool's handler: is busy for as long as the JVM was told, then returns the same bytes. */
public final class BenchHandler implements JobHandler<byte[], byte[]> {
    static final String JOB_NANOS = "sempool.bench.jobNanos";

    private final long jobNanos = Long.getLong(JOB_NANOS, 0);

    /** Called by the worker. */
    public BenchHandler() {}

    @Override
    public byte[] handle(byte[] job, JobContext context) {
        Busy.work(jobNanos);
        return job;
    }
}
