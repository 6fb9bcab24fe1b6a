package org.sempool.process;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker, all processes that it started, and those that they started in turn.
 *
 * <p>Two things identify a family. The worker leads a process group, which contains its children
 * unless they leave it; one signal kills the group, even after the worker itself has died. And each
 * member inherits a tag in its environment, which identifies members that left the group or whose
 * parent died first. (Jenkins finds the children of its builds in this way.)
 *
 * <p>Needs {@code /proc} to find tags; elsewhere only the group is killed.
 */
public final class ProcessFamily {
    /** The environment variable with the tag. */
    public static final String TAG_NAME = "SEMPOOL_WORKER";

    /**
     * The search is repeated this often, since a process may start another just before it is
     * killed.
     */
    private static final int MAX_ROUNDS = 100;

    private ProcessFamily() {}

    /**
     * The tag of one life of a worker.
     *
     * @param pool a name that no other pool has; not empty
     * @param worker the worker's number
     * @param life distinguishes the worker from earlier ones with the same number
     * @return the tag
     */
    public static String tag(String pool, int worker, long life) {
        return poolTag(pool) + worker + "." + life;
    }

    /** What the environment of every process contains that belongs to a worker of this pool. */
    static String begin(String pool) {
        return TAG_NAME + "=" + poolTag(pool);
    }

    /**
     * The prefix of the tags of all workers of a pool. It is ASCII, which has the same bytes in any
     * charset, and a single line: the guard's grep would take each line as a separate pattern.
     */
    private static String poolTag(String pool) {
        return NativeText.escape(pool) + "#";
    }

    /**
     * Kills the group that a process leads or led. Does nothing if there is none, or if native
     * calls are not available.
     *
     * @param leader the process id
     */
    public static void killGroup(long leader) {
        if (leader <= 1) {
            // To the kernel, -1 means every process, and 0 the caller's own group.
            return;
        }
        try {
            Signals.sendToGroup(leader, Signals.SIGKILL);
        } catch (LinkageError | IllegalCallerException e) {
            logger().debug("process groups are not killed, for lack of native calls", e);
        }
    }

    /**
     * Kills the processes with any of these tags, except this one. Checks every process of the
     * machine that was started since then, which takes some tens of milliseconds if there are
     * thousands.
     *
     * @param tags the {@link #tag}s of the lives of some workers
     * @param since when the first of these workers was started, by {@link ProcessStart}
     */
    public static void killTagged(Set<String> tags, long since) {
        forEachTagged(tags::contains, since, ProcessHandle::destroyForcibly);
    }

    /**
     * Kills the processes with a tag of any worker of a pool, except this one.
     *
     * @param pool the pool's name, which the tags contain
     * @param since when its coordinator was started, by {@link ProcessStart}
     */
    public static void killTaggedOfPool(String pool, long since) {
        forEachTagged(ofPool(pool), since, ProcessHandle::destroyForcibly);
    }

    /**
     * Checks that processes can be suspended and resumed.
     *
     * @throws UnsupportedOperationException if native calls are not available
     */
    public static void requireSuspension() {
        if (!NativeAccess.isAllowed()) {
            throw new UnsupportedOperationException(
                    "suspending processes requires native calls; start the JVM with "
                            + NativeAccess.flag());
        }
    }

    /**
     * Suspends workers of a pool, and all processes with a tag of any of its workers, until {@link
     * #resume}. Checks every process of the machine that is not older than this one.
     *
     * @param pool the pool's name, which the tags contain
     * @param workers their process ids; each is suspended with its group
     */
    public static void suspend(String pool, Collection<Long> workers) {
        // Parents first, so that they start no others.
        workers.forEach(worker -> signal(worker, Signals.SIGSTOP));
        forEachTagged(
                ofPool(pool),
                ProcessStart.own(),
                process -> Signals.send(process.pid(), Signals.SIGSTOP));
    }

    /**
     * Resumes what {@link #suspend} has suspended.
     *
     * @param pool the pool's name, which the tags contain
     * @param workers their process ids
     */
    public static void resume(String pool, Collection<Long> workers) {
        forEachTagged(
                ofPool(pool),
                ProcessStart.own(),
                process -> Signals.send(process.pid(), Signals.SIGCONT));
        workers.forEach(worker -> signal(worker, Signals.SIGCONT));
    }

    /** Signals a worker and its group; a worker that is just starting does not lead one yet. */
    private static void signal(long worker, int signal) {
        Signals.sendToGroup(worker, signal);
        Signals.send(worker, signal);
    }

    private static Predicate<String> ofPool(String pool) {
        return value -> value.startsWith(poolTag(pool));
    }

    /**
     * Kills this process, its group and all processes with its tag. Does not return.
     *
     * @param exitCode the exit code of this process if it leads no group
     */
    public static void killOwn(int exitCode) {
        try {
            String tag = System.getenv(TAG_NAME);
            if (tag != null) {
                killTagged(Set.of(tag), ProcessStart.own());
            }
            killGroup(ProcessHandle.current().pid());
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** Created on demand: a worker that starts has no time to set up logging. */
    private static Logger logger() {
        return LoggerFactory.getLogger(ProcessFamily.class);
    }

    /** Includes processes that are started meanwhile. */
    private static void forEachTagged(
            Predicate<String> tags, long since, Consumer<ProcessHandle> action) {
        // A process that was killed but has not ended yet, or cannot be killed, is found again.
        Set<ProcessHandle> done = new HashSet<>();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            boolean found = false;
            for (ProcessHandle member : TaggedProcesses.find(tags, since)) {
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
