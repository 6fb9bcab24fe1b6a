package org.sempool.coordinator;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessStart;

/**
 * Kills the processes that dead workers left outside their process groups.
 *
 * <p>A search checks all processes of the machine. Deaths that are reported during a search share
 * the next one, so workers that die again and again keep at most one thread busy. Thread-safe.
 */
final class Orphans {
    /** What to search for. */
    record Families(Set<String> tags, long since) {}

    private final Consumer<Runnable> threads;
    private final Consumer<Families> killer;
    private Set<String> tags = new HashSet<>();
    private long since = Long.MAX_VALUE;
    private boolean searching;

    Orphans(Consumer<Runnable> threads) {
        this(threads, families -> ProcessFamily.killTagged(families.tags(), families.since()));
    }

    Orphans(Consumer<Runnable> threads, Consumer<Families> killer) {
        this.threads = threads;
        this.killer = killer;
    }

    /**
     * Kills soon what an ended worker has left.
     *
     * @param tag the worker's tag
     * @param startTicks when the worker was started, by {@link ProcessStart}
     */
    void kill(String tag, long startTicks) {
        synchronized (this) {
            tags.add(tag);
            since = Math.min(since, startTicks);
            if (searching) {
                return;
            }
            searching = true;
        }
        boolean begun = false;
        try {
            threads.accept(this::search);
            begun = true;
        } finally {
            if (!begun) {
                endSearch();
            }
        }
    }

    private void search() {
        boolean done = false;
        try {
            Families families = next();
            while (families != null) {
                killer.accept(families);
                families = next();
            }
            done = true;
        } finally {
            if (!done) {
                // The next death, or the end of the pool, starts another search.
                endSearch();
            }
        }
    }

    /** What to search for next, or null if the search is over. */
    private synchronized @Nullable Families next() {
        if (tags.isEmpty()) {
            searching = false;
            return null;
        }
        Families families = new Families(tags, since);
        tags = new HashSet<>();
        since = Long.MAX_VALUE;
        return families;
    }

    private synchronized void endSearch() {
        searching = false;
    }
}
