package org.sempool.process;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker and all processes that it started, and those that they started.
 *
 * <p>Two things hold a family together. The worker leads a process group, which its children are in
 * unless they leave it; that is killed at once, even after the worker itself has died. And each
 * member inherits a mark in its environment, which finds those that left the group or whose parent
 * died before them. (Jenkins finds the children of its builds in this way.)
 *
 * <p>Needs {@code /proc} to find marks; elsewhere only the group is killed.
 */
public final class ProcessFamily {
    /** The environment variable with the mark. */
    public static final String MARK_NAME = "SEMPOOL_WORKER";

    /** So often it is looked again whether a process that was found had just started another. */
    private static final int MOST_ROUNDS = 100;

    private ProcessFamily() {}

    /**
     * The mark of one life of a worker.
     *
     * @param pool what no other pool has; not empty
     * @param worker the worker's number
     * @param life tells the worker from others that had the number before
     * @return the mark
     */
    public static String mark(String pool, int worker, long life) {
        return poolMark(pool) + worker + "." + life;
    }

    /** What a process's environment holds if it belongs to a worker of this pool. */
    static String begin(String pool) {
        return MARK_NAME + "=" + poolMark(pool);
    }

    /**
     * What the marks of all workers of a pool begin with. In ASCII, which is the same bytes in any
     * charset, and one line: the guard's grep would take each line as a pattern of its own.
     */
    private static String poolMark(String pool) {
        return NativeText.escape(pool) + "#";
    }

    /**
     * Kills the group that a process leads or led. Does nothing if there is none, or if native
     * calls are not to be had.
     *
     * @param leader the process id
     */
    public static void killGroup(long leader) {
        if (leader <= 1) {
            // To the kernel, -1 is every process there is, and 0 the caller's own group.
            return;
        }
        try {
            Signals.sendToGroup(leader, Signals.SIGKILL);
        } catch (LinkageError | IllegalCallerException e) {
            logger().debug("no native calls, so no process groups", e);
        }
    }

    /**
     * Kills the processes with one of some marks, other than this one. Looks at every process of
     * the machine that was started since then: takes some tens of milliseconds where there are
     * thousands.
     *
     * @param marks the {@link #mark}s of the lives of some workers
     * @param since when the first of these workers was started, by {@link ProcessStart}
     */
    public static void killMarked(Set<String> marks, long since) {
        forEachMarked(marks::contains, since, ProcessHandle::destroyForcibly);
    }

    /**
     * Kills the processes with a mark of any worker of a pool, other than this one.
     *
     * @param pool what the marks were made with
     * @param since when its coordinator was started, by {@link ProcessStart}
     */
    public static void killMarkedOfPool(String pool, long since) {
        forEachMarked(ofPool(pool), since, ProcessHandle::destroyForcibly);
    }

    /**
     * Checks that processes can be stopped and continued.
     *
     * @throws UnsupportedOperationException if native calls are not to be had
     */
    public static void requireSuspension() {
        if (!NativeAccess.isAllowed()) {
            throw new UnsupportedOperationException(
                    "to stop processes takes native calls; start the JVM with "
                            + NativeAccess.flag());
        }
    }

    /**
     * Stops workers of a pool, and all processes with a mark of any of its workers, until {@link
     * #resume}. Looks at every process of the machine that is not older than this one.
     *
     * @param pool what the marks were made with
     * @param workers their process ids; each is stopped with its group
     */
    public static void suspend(String pool, Collection<Long> workers) {
        // The parents first: they start no others then.
        workers.forEach(worker -> signal(worker, Signals.SIGSTOP));
        forEachMarked(
                ofPool(pool),
                ProcessStart.own(),
                process -> Signals.send(process.pid(), Signals.SIGSTOP));
    }

    /**
     * Continues what {@link #suspend} has stopped.
     *
     * @param pool what the marks were made with
     * @param workers their process ids
     */
    public static void resume(String pool, Collection<Long> workers) {
        forEachMarked(
                ofPool(pool),
                ProcessStart.own(),
                process -> Signals.send(process.pid(), Signals.SIGCONT));
        workers.forEach(worker -> signal(worker, Signals.SIGCONT));
    }

    /** To a worker and its group; one that is just being started leads none yet. */
    private static void signal(long worker, int signal) {
        Signals.sendToGroup(worker, signal);
        Signals.send(worker, signal);
    }

    private static Predicate<String> ofPool(String pool) {
        return value -> value.startsWith(poolMark(pool));
    }

    /**
     * Kills this process, its group and those with its mark. Does not return.
     *
     * @param exitCode what this process ends with if it leads no group
     */
    public static void killOwn(int exitCode) {
        try {
            String mark = System.getenv(MARK_NAME);
            if (mark != null) {
                killMarked(Set.of(mark), ProcessStart.own());
            }
            killGroup(ProcessHandle.current().pid());
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** Made when it is needed: a worker that starts has no time to set up logging. */
    private static Logger logger() {
        return LoggerFactory.getLogger(ProcessFamily.class);
    }

    /** Also those that are started meanwhile. */
    private static void forEachMarked(
            Predicate<String> wanted, long since, Consumer<ProcessHandle> action) {
        // One that was killed and has not ended yet, or cannot be, is found again.
        Set<ProcessHandle> done = new HashSet<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean found = false;
            for (ProcessHandle member : MarkedProcesses.find(wanted, since)) {
                if (done.add(member)) {
                    found = true;
                    action.accept(member);
                }
            }
            if (!found) {
                return;
            }
        }
    }
}
