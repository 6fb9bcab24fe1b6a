package org.sempool.worker;

import org.sempool.spi.WorkerEnd;

/**
 * Notifies the coordinator when this process begins to shut down, whatever the cause: a handler's
 * {@code System.exit}, a signal, an error. The process may never end: a shutdown hook may hang, or
 * wait for a thread that has called {@code System.exit} itself, or a thread may never let the JVM
 * stop. The coordinator gives it some time, and then kills it.
 *
 * <p>The coordinator bounds an end that it ordered, or was told of, in another way.
 */
final class ShutdownNotice {
    private final WorkerEnd channel;
    private volatile boolean expected;
    private volatile boolean begun;

    private ShutdownNotice(WorkerEnd channel) {
        this.channel = channel;
    }

    /**
     * Registers a shutdown hook. Hooks run in parallel, so this one runs whatever the others do.
     */
    static ShutdownNotice noteAtShutdown(WorkerEnd channel) {
        ShutdownNotice shutdownNotice = new ShutdownNotice(channel);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdownNotice::begin, "sempool-leaving"));
        return shutdownNotice;
    }

    /** The process is about to end, or is ending. */
    void begin() {
        begun = true;
        if (!expected) {
            channel.noteLeaving();
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
