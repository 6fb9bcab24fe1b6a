package org.sempool.logging;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the pool adds to the MDC of an event in a worker. */
public final class LogContext {
    /** Only in the program's log. */
    public static final String POOL = "pool";

    public static final String WORKER = "worker";
    public static final String PID = "pid";
    public static final String JOB = "job";
    public static final String JOB_NAME = "jobName";

    static final List<String> OWN = List.of(WORKER, PID, JOB, JOB_NAME);

    private LogContext() {}

    /** Adds it to what is there. */
    static Map<String, String> with(
            @Nullable Map<String, String> context,
            int worker,
            long pid,
            long job,
            @Nullable String jobName) {
        Map<String, String> all = context == null ? new TreeMap<>() : new TreeMap<>(context);
        all.put(WORKER, "" + worker);
        all.put(PID, "" + pid);
        if (job != 0) {
            all.put(JOB, "" + job);
        }
        if (jobName != null) {
            all.put(JOB_NAME, jobName);
        }
        return all;
    }
}
