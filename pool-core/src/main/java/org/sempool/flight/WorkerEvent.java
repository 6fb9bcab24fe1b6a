package org.sempool.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What the events about a worker have in common. */
@Category({"Sempool", "Workers"})
@StackTrace(false)
@SuppressWarnings({"UnusedVariable", "FieldCanBeFinal"}) // the recorder reads the fields
abstract class WorkerEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Worker")
    int worker;

    @Label("Process Id")
    long pid;

    final void commit(String poolName, int number, long processId) {
        pool = poolName;
        worker = number;
        pid = processId;
        commit();
    }
}
