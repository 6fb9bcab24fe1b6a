package org.sempool.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The repair after a worker's death in a recording. */
@Name("sempool.Repair")
@Label("Repair")
@Description("What a dead or ended worker held was put right")
@Category({"Sempool", "Workers"})
@StackTrace(false)
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
final class RepairEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Worker")
    int worker;

    @Label("Process Id")
    long pid;

    @Label("Job Id")
    @Description("The job that it held; 0 if it had none")
    long jobId;

    static Object started() {
        RepairEvent event = new RepairEvent();
        event.begin();
        return event;
    }

    static void commit(Object begun, String pool, int worker, long pid, long jobId) {
        RepairEvent event = (RepairEvent) begun;
        event.pool = pool;
        event.worker = worker;
        event.pid = pid;
        event.jobId = jobId;
        event.commit();
    }
}
