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
 * The pool's own threads for completions, as many as usually suffice. All of them may be blocked by
 * completions that wait for a queued one; so if no completion ends for a while, one more thread is
 * added.
 *
 * <p>They are platform threads: the carriers of virtual threads are the user's, and may all be
 * busy.
 *
 * <p>Thread-safe, except for {@link #poll}, which is for one thread.
 */
final class CompletionThreads implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionThreads.class);
    private static final long IDLE_SECONDS = 5;

    /** An urgent task, for which others wait, goes first in the queue. */
    interface Task extends Runnable {
        boolean isUrgent();
    }

    /** A queue that never blocks, and has no bound: the caller limits the number of tasks. */
    private static final class UrgentFirst extends LinkedBlockingDeque<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable task) {
            boolean urgent = task instanceof Task known && known.isUrgent();
            return urgent ? offerFirst(task) : offerLast(task);
        }
    }

    private final BlockingQueue<Runnable> waiting = new UrgentFirst();
    private final int usualThreads;
    private final long stallNanos;
    private final ThreadPoolExecutor threads;
    private long endedAtLastPoll = -1;
    private long stalledSince;

    /**
     * @param usualThreads how many threads usually suffice
     * @param stallNanos if no task has ended for so long, they block each other
     */
    CompletionThreads(int usualThreads, long stallNanos, ThreadFactory factory) {
        this.usualThreads = usualThreads;
        this.stallNanos = stallNanos;
        this.threads =
                new ThreadPoolExecutor(
                        usualThreads,
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

    /** To be called periodically: adds a thread if all are blocked. */
    void poll(long nowNanos) {
        int now = threads.getPoolSize();
        long ended = threads.getCompletedTaskCount();
        if (waiting.isEmpty() || ended != endedAtLastPoll) {
            endedAtLastPoll = ended;
            stalledSince = nowNanos;
            if (now <= usualThreads) {
                threads.setCorePoolSize(usualThreads);
            }
        } else if (nowNanos - stalledSince >= stallNanos) {
            stalledSince = nowNanos;
            try {
                threads.setCorePoolSize(Math.max(now, threads.getCorePoolSize()) + 1);
            } catch (OutOfMemoryError noThread) {
                LOG.debug("all completions block, and no more threads can be started", noThread);
            }
        }
    }

    /** Accepts no more tasks; the threads end when they have run the queued ones. */
    void end() {
        threads.shutdown();
    }
}
