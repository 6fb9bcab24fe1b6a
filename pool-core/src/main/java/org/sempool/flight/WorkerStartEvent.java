package org.sempool.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A worker's start in a recording. */
@Name("sempool.WorkerStart")
@Label("Worker Start")
@Description("A worker process has started and is ready for jobs")
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
final class WorkerStartEvent extends WorkerEvent {
    @Label("Start-up Time")
    @Description("From the start of the process until it was ready")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    static void commit(String pool, int worker, long pid, long nanos) {
        WorkerStartEvent event = new WorkerStartEvent();
        event.took = nanos;
        event.commit(pool, worker, pid);
    }
}
