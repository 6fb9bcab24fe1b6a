package org.sempool.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A worker's death in a recording. */
@Name("sempool.WorkerDeath")
@Label("Worker Death")
@Description("A worker process has died")
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
final class WorkerDeathEvent extends WorkerEvent {
    @Label("Exit Code")
    @Description("128 plus the signal's number if a signal ended it")
    int exitCode;

    @Label("Job Id")
    @Description("The job that it held; 0 if it had none")
    long jobId;

    @Label("Death")
    @Description("What happened, in a line")
    @Nullable String death;

    static void commit(
            String pool, int worker, long pid, int exitCode, long jobId, String description) {
        WorkerDeathEvent event = new WorkerDeathEvent();
        event.exitCode = exitCode;
        event.jobId = jobId;
        event.death = description;
        event.commit(pool, worker, pid);
    }
}
