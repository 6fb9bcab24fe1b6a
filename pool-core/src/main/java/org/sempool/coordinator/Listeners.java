package org.sempool.coordinator;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the user's listeners what happens, on a thread of their own, which exists only if there are
 * listeners. Whatever they do, nobody waits: if the queue is full, an event is dropped.
 *
 * <p>Thread-safe.
 */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int MOST_WAITING = 4096;
    private static final long WAIT_MILLIS = 100;

    /** Something that has happened; what it is, in one word, and the call that tells it. */
    private record Event(String kind, Consumer<PoolListener> call) {}

    private final List<PoolListener> listeners;
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private final @Nullable Thread thread;
    private volatile boolean ended;

    Listeners(List<PoolListener> listeners) {
        this.listeners = List.copyOf(listeners);
        this.thread =
                listeners.isEmpty()
                        ? null
                        : Thread.ofPlatform()
                                .daemon()
                                .name("sempool-listener")
                                .unstarted(this::run);
    }

    void start() {
        if (thread != null) {
            thread.start();
        }
    }

    /** Whether anybody listens. If not, events need not be made. */
    boolean areAny() {
        return thread != null;
    }

    /** Tells the listeners soon, or drops the event. Does not block. */
    void tell(String kind, Consumer<PoolListener> call) {
        if (thread != null && !waiting.offer(new Event(kind, call))) {
            dropped.incrementAndGet();
        }
    }

    long dropped() {
        return dropped.get();
    }

    /** Nothing more will happen. Waits briefly for what was not told yet. */
    void end(long patienceMillis) {
        ended = true;
        Thread told = thread;
        // A listener may itself stop the pool.
        if (told == null || told == Thread.currentThread()) {
            return;
        }
        try {
            told.join(patienceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            // First the end, then the queue: what was added before the end is told.
            boolean last = ended;
            try {
                Event event = waiting.poll(last ? 0 : WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    listeners.forEach(listener -> tell(listener, event));
                } else if (last) {
                    return;
                }
            } catch (InterruptedException ofAListener) {
                LOG.trace("a listener has left an interrupt behind", ofAListener);
            }
        }
    }

    private void tell(PoolListener listener, Event event) {
        try {
            event.call.accept(listener);
        } catch (RuntimeException | Error e) {
            if (warned.add(event.kind)) {
                SafeLog.error(
                        LOG, "a listener has thrown in " + event.kind + "; it is logged once", e);
            }
        }
    }
}
