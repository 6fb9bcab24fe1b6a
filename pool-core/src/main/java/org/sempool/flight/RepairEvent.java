package org.sempool.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The repair after a worker's death in a recording. */
@Name("sempool.Repair")
@Label("Repair")
@Description("What a dead or ended worker held was put right")
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
final class RepairEvent extends WorkerEvent {
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
        event.jobId = jobId;
        event.commit(pool, worker, pid);
    }
}
