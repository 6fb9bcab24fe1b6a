package org.sempool.cli;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every now and then whether anybody will read what is written, and acts when nobody will. A
 * write would tell, too, but the next result may be long in coming, and all work until then is for
 * nobody.
 */
final class ReaderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderWatch.class);
    private static final long PAUSE_MILLIS = 200;

    private final BooleanSupplier isUnread;
    private final Runnable action;
    private boolean closed;

    /** Until it is closed. The action runs once at most, on a thread of its own. */
    ReaderWatch(BooleanSupplier isUnread, Runnable action) {
        this.isUnread = isUnread;
        this.action = action;
        try {
            Thread.ofPlatform().daemon().name("pool-reader-watch").start(this::run);
        } catch (OutOfMemoryError noThread) {
            LOG.debug("the next write will have to tell whether anybody reads", noThread);
        }
    }

    /** Holds the lock while it acts: who closes this meanwhile waits for that. */
    private synchronized void run() {
        try {
            while (!closed) {
                if (isUnread.getAsBoolean()) {
                    closed = true;
                    action.run();
                    return;
                }
                wait(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
