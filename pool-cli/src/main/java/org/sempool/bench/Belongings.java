package org.sempool.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.sempool.spi.Transport;

/**
 * The processes and files of a measurement. They go with it, even if a signal ends the program in
 * the middle: then another thread closes this, and nothing new is created after that.
 *
 * <p>Thread-safe.
 */
final class Belongings implements AutoCloseable {
    /** Creates something. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws IOException;
    }

    /** Removes it, even while it is in use. */
    @FunctionalInterface
    interface Removal<T> {
        void remove(T thing) throws IOException;
    }

    private record Belonging<T>(T thing, Removal<T> removal) {
        void remove() throws IOException {
            removal.remove(thing);
        }
    }

    private static final long PATIENCE_SECONDS = 2;

    private final Deque<Belonging<?>> all = new ArrayDeque<>();
    private boolean closed;

    /**
     * Creates something that is removed at the end, unless it is {@linkplain #forget gone} by then.
     */
    synchronized <T> T make(Making<T> making, Removal<T> removal) throws IOException {
        if (closed) {
            throw new IllegalStateException("the measurement has ended");
        }
        T thing = making.make();
        all.push(new Belonging<>(thing, removal));
        return thing;
    }

    /** Starts a process that is killed at the end, with its descendants. */
    Process start(ProcessBuilder builder) throws IOException {
        return make(builder::start, Belongings::kill);
    }

    /**
     * Starts a process that makes pools. If it has not ended well, what its pools have left is
     * removed at the end, too.
     */
    Process startCoordinator(ProcessBuilder builder) throws IOException {
        return make(builder::start, Belongings::killCoordinator);
    }

    private static void killCoordinator(Process process) throws IOException {
        if (process.isAlive() || process.exitValue() != 0) {
            kill(process);
            for (Transport transport : ServiceLoader.load(Transport.class)) {
                var _ = transport.removeLeftovers(Map.of());
            }
        }
    }

    /** Starts a pool that is stopped at the end. */
    <J, R> WorkerPool<J, R> build(WorkerPoolBuilder<J, R> builder) throws IOException {
        return make(builder::build, WorkerPool::shutdownNow);
    }

    /** Drops something that has gone by itself. */
    synchronized void forget(Object thing) {
        all.removeIf(each -> each.thing.equals(thing));
    }

    /** Removes something before the end; does nothing if it is gone. */
    synchronized void remove(Object thing) throws IOException {
        for (Belonging<?> each : List.copyOf(all)) {
            if (each.thing.equals(thing)) {
                all.remove(each);
                each.remove();
            }
        }
    }

    /** Kills a process, even a suspended one. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            // Then it creates no more files.
            var _ = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes what is left, the newest first. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        IOException trouble = null;
        while (!all.isEmpty()) {
            try {
                all.pop().remove();
            } catch (IOException e) {
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }
}
