package org.sempool.coordinator;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool's own threads for completions, as many as usually suffice. All of them may block on a
 * completion that waits for one of them; so when none has ended for a while, there is one more.
 *
 * <p>Platform threads: the carriers of virtual threads are the user's, who may have filled them.
 *
 * <p>Thread-safe, but for {@link #look}, which is for one thread.
 */
final class CompletionThreads implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionThreads.class);
    private static final long IDLE_SECONDS = 5;

    /** A task that others wait for goes before those that wait already. */
    interface Task extends Runnable {
        boolean isUrgent();
    }

    /** Does not block, and has no bound: who hands tasks in sees to that. */
    private static final class UrgentFirst extends LinkedBlockingDeque<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable task) {
            boolean urgent = task instanceof Task known && known.isUrgent();
            return urgent ? offerFirst(task) : offerLast(task);
        }
    }

    private final BlockingQueue<Runnable> waiting = new UrgentFirst();
    private final int usually;
    private final long stallNanos;
    private final ThreadPoolExecutor threads;
    private long endedAtLastLook = -1;
    private long stalledSince;

    /**
     * @param usually how many threads usually suffice
     * @param stallNanos none has ended for so long: they block each other
     */
    CompletionThreads(int usually, long stallNanos, ThreadFactory factory) {
        this.usually = usually;
        this.stallNanos = stallNanos;
        this.threads =
                new ThreadPoolExecutor(
                        usually,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        waiting,
                        factory);
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** To be called now and then: adds a thread if none gets on. */
    void look(long nowNanos) {
        int now = threads.getPoolSize();
        long ended = threads.getCompletedTaskCount();
        if (waiting.isEmpty() || ended != endedAtLastLook) {
            endedAtLastLook = ended;
            stalledSince = nowNanos;
            if (now <= usually) {
                threads.setCorePoolSize(usually);
            }
        } else if (nowNanos - stalledSince >= stallNanos) {
            stalledSince = nowNanos;
            try {
                threads.setCorePoolSize(Math.max(now, threads.getCorePoolSize()) + 1);
            } catch (OutOfMemoryError noThread) {
                LOG.debug("all completions block, and no other thread can be started", noThread);
            }
        }
    }

    /** Takes no more tasks; threads end when they are done. */
    void end() {
        threads.shutdown();
    }
}
