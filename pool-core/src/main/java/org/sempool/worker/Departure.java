package org.sempool.worker;

import org.sempool.spi.WorkerEnd;

/**
 * Says so when this process begins to end, whatever the cause: a handler's {@code System.exit}, a
 * signal, an error. It may not come to its end: a shutdown hook may hang, or wait for one that has
 * called {@code System.exit} itself, or a thread may never let the JVM stop. The coordinator gives
 * it a while, and kills it then.
 *
 * <p>An end that the coordinator has asked for, or was told of, it bounds by itself.
 */
final class Departure {
    private final WorkerEnd end;
    private volatile boolean expected;
    private volatile boolean begun;

    private Departure(WorkerEnd end) {
        this.end = end;
    }

    /** Hooks run beside each other, so this one runs whatever the others do. */
    static Departure noteAtShutdown(WorkerEnd end) {
        Departure departure = new Departure(end);
        Runtime.getRuntime().addShutdownHook(new Thread(departure::begin, "sempool-departure"));
        return departure;
    }

    /** The process is about to end, or ends. */
    void begin() {
        begun = true;
        if (!expected) {
            end.noteLeaving();
        }
    }

    boolean hasBegun() {
        return begun;
    }

    /** The coordinator knows that the process is about to end. */
    void expect() {
        expected = true;
    }
}
