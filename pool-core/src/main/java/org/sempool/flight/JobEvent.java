package org.sempool.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A job in a recording. */
@Name("sempool.Job")
@Label("Job")
@Description("A job of a pool of worker processes has ended")
@Category({"Sempool", "Jobs"})
@StackTrace(false)
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
final class JobEvent extends Event {
    private static final JobEvent PROBE = new JobEvent();

    @Label("Pool")
    @Nullable String pool;

    @Label("Job Id")
    long jobId;

    @Label("Name")
    @Nullable String name;

    @Label("Outcome")
    @Description("SUCCEEDED, or why it has no result")
    @Nullable String outcome;

    @Label("Attempts")
    @Description("How many attempts at it have ended")
    int attempts;

    @Label("Worker")
    @Description("The number of the worker that had it at its end; 0 if none had, or it is unknown")
    int worker;

    @Label("Waiting")
    @Description("From its publication until its last attempt began")
    @Timespan(Timespan.NANOSECONDS)
    long waiting = Long.MIN_VALUE;

    @Label("Running")
    @Description("How long the handler ran in its last attempt")
    @Timespan(Timespan.NANOSECONDS)
    long running = Long.MIN_VALUE;

    @Label("Delivering")
    @Description("From the handler's end until the coordinator had decoded the result")
    @Timespan(Timespan.NANOSECONDS)
    long delivering = Long.MIN_VALUE;

    static boolean isWanted() {
        return PROBE.isEnabled();
    }

    static void commit(
            String pool,
            long jobId,
            @Nullable String name,
            String outcome,
            int attempts,
            int worker,
            long @Nullable [] times) {
        JobEvent event = new JobEvent();
        event.pool = pool;
        event.jobId = jobId;
        event.name = name;
        event.outcome = outcome;
        event.attempts = attempts;
        event.worker = worker;
        if (times != null) {
            event.waiting = times[0];
            event.running = times[1];
            event.delivering = times[2];
        }
        event.commit();
    }
}
