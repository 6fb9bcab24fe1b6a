package org.sempool.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker's start in a recording. */
@Name("sempool.WorkerStart")
@Label("Worker Start")
@Description("A worker process has started and is ready for jobs")
@Category({"Sempool", "Workers"})
@StackTrace(false)
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
final class WorkerStartEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Worker")
    int worker;

    @Label("Process Id")
    long pid;

    @Label("Start-up Time")
    @Description("From the start of the process until it was ready")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    static void commit(String pool, int worker, long pid, long nanos) {
        WorkerStartEvent event = new WorkerStartEvent();
        event.pool = pool;
        event.worker = worker;
        event.pid = pid;
        event.took = nanos;
        event.commit();
    }
}
