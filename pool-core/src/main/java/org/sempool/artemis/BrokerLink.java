package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the broker. When it is lost, everything that was made of it is lost, and a
 * thread makes another, again and again. Sessions belong to one connection: who uses one asks for
 * the {@linkplain #current current} connection before each use, and starts anew if it has changed.
 *
 * <p>Thread-safe.
 */
final class BrokerLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    /** A connection to a broker that is gone closes after its calls have timed out. */
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;

    private final BrokerFactory factory;
    private final String display;
    private final BrokerOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    // Guarded by the lock.
    private @Nullable Connection connection;
    private @Nullable Exception lastFailure;
    private boolean closed;

    /**
     * @param end which end this is, for the name of the thread
     */
    BrokerLink(BrokerFactory factory, BrokerOptions options, String end) {
        this.factory = factory;
        this.display = options.display();
        this.options = options;
        this.thread =
                Thread.ofPlatform().daemon().name("sempool-broker-" + end).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        boolean first = true;
        while (!isClosed()) {
            try {
                Connection made = connect();
                pause = FIRST_PAUSE_MILLIS;
                if (!first) {
                    LOG.warn("connected to the broker again: {}", display);
                }
                first = false;
                awaitLoss();
                close(made);
            } catch (JMSException | IOException | RuntimeException e) {
                note(e);
                pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private Connection connect() throws JMSException, IOException {
        Connection made = factory.connect();
        boolean usable = false;
        try {
            made.setExceptionListener(e -> lost(made, e));
            made.start();
            usable = true;
        } finally {
            if (!usable) {
                close(made);
            }
        }
        lock.lock();
        try {
            connection = made;
            lastFailure = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return made;
    }

    private void awaitLoss() {
        lock.lock();
        try {
            while (connection != null && !closed) {
                // No bound: it may live for ever. Whoever notices the loss signals it.
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void note(Exception why) {
        lock.lock();
        try {
            boolean isFirst = lastFailure == null;
            lastFailure = why;
            if (isFirst && !closed) {
                boolean lasts = why instanceof JMSSecurityException || why instanceof IOException;
                if (!lasts) {
                    LOG.warn("no connection to the broker {}, trying again: {}", display, why());
                }
                LOG.debug("the reason", why);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            LOG.debug("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes a connection in a thread of its own: that may take as long as a call to the broker.
     */
    private static void close(Connection lost) {
        Thread closing =
                Thread.ofPlatform()
                        .daemon()
                        .name("sempool-broker-close")
                        .start(
                                () -> {
                                    try {
                                        lost.close();
                                    } catch (JMSException | RuntimeException e) {
                                        LOG.debug("closed a lost connection", e);
                                    }
                                });
        try {
            closing.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection, or null if there is none now. */
    @Nullable Connection current() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a connection; returns null if there was none in time, or in an interrupted thread.
     */
    @Nullable Connection await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (connection == null && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the first connection.
     *
     * @return false if there was none in time
     * @throws IOException if the broker refuses this client, which it will do again
     */
    boolean awaitFirst(long nanos) throws IOException, InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (connection == null && left > 0 && !closed) {
                if (lastFailure instanceof JMSSecurityException refused) {
                    throw options.refusal(refused);
                }
                if (lastFailure instanceof IOException unusable) {
                    throw unusable;
                }
                left = changed.awaitNanos(left);
            }
            return connection != null;
        } finally {
            lock.unlock();
        }
    }

    /** Why there was no connection at the last attempt, in a line. */
    String why() {
        lock.lock();
        try {
            Throwable cause = lastFailure;
            while (cause != null && cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause == null
                    ? "it does not answer; if it encrypts, write ssl:// before its address"
                    : String.valueOf(cause.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** This connection cannot be used any more. */
    void lost(Connection which, Throwable why) {
        lock.lock();
        try {
            if (!which.equals(connection) || closed) {
                return;
            }
            connection = null;
            LOG.warn("the connection to the broker is lost, connecting again: {}", display);
            LOG.debug("the reason", why);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Disconnects. Idempotent; waits a few seconds at most. A connection that is being made is
     * closed as soon as it is there, and not waited for.
     */
    @Override
    public void close() {
        boolean connected;
        lock.lock();
        try {
            closed = true;
            connected = connection != null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (connected) {
            try {
                thread.join(2 * CLOSE_PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        lock.lock();
        try {
            connection = null;
        } finally {
            lock.unlock();
        }
    }
}
