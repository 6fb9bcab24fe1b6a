package org.sempool.cli;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks periodically whether the output still has a reader, and acts when it has none. A write
 * would tell, too, but the next result may take long, and all work until then is wasted.
 */
final class ReaderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderWatch.class);
    private static final long PAUSE_MILLIS = 200;

    private final BooleanSupplier isUnread;
    private final Runnable action;
    private boolean closed;

    /** Watches until it is closed. The action runs once at most, on a thread of its own. */
    ReaderWatch(BooleanSupplier isUnread, Runnable action) {
        this.isUnread = isUnread;
        this.action = action;
        try {
            Thread.ofPlatform().daemon().name("pool-reader-watch").start(this::run);
        } catch (OutOfMemoryError noThread) {
            LOG.debug("cannot watch the reader; the next write will notice its end", noThread);
        }
    }

    /** Holds the lock while it acts, so that {@link #close} waits for the action. */
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
