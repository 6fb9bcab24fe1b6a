package org.sempool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    private static final Path PROC = Path.of("/proc");

    /** So often it is looked again whether a killed process had just started another. */
    private static final int MOST_ROUNDS = 10;

    private ProcessFamily() {}

    /**
     * The mark of one life of a worker.
     *
     * @param pool what no other pool has, of one line
     * @param worker the worker's number
     * @param life tells the worker from others that had the number before
     * @return the mark
     * @throws IllegalArgumentException if {@code pool} is empty or has line breaks
     */
    public static String mark(String pool, int worker, long life) {
        if (pool.lines().count() != 1) {
            // The guard looks for marks with grep, to which each line is a pattern of its own.
            throw new IllegalArgumentException("pool=\"" + pool + "\" is not one line");
        }
        return poolMark(pool) + worker + "." + life;
    }

    /** What a process's environment holds if it belongs to a worker of this pool. */
    static String begin(String pool) {
        return MARK_NAME + "=" + poolMark(pool);
    }

    /** What the marks of all workers of a pool begin with. */
    private static String poolMark(String pool) {
        return pool + "#";
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
            Signals.killGroup(leader);
        } catch (LinkageError | IllegalCallerException e) {
            logger().debug("no native calls, so no process groups", e);
        }
    }

    /**
     * Kills the processes with a mark, other than this one. May take some tens of milliseconds.
     *
     * @param mark the {@link #mark} of one life of a worker
     */
    public static void killMarked(String mark) {
        killAll(value -> value.equals(mark));
    }

    /**
     * Kills the processes with a mark of any worker of a pool, other than this one.
     *
     * @param pool what the marks were made with
     */
    public static void killMarkedOfPool(String pool) {
        killAll(value -> value.startsWith(poolMark(pool)));
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
                killMarked(mark);
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

    private static void killAll(Predicate<String> wanted) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> members = find(wanted);
            if (members.isEmpty()) {
                return;
            }
            members.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static List<ProcessHandle> find(Predicate<String> wanted) {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        // The handle first: it knows the process from another that gets the same id later.
        ProcessHandle self = ProcessHandle.current();
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(self))
                .filter(process -> hasMark(process.pid(), wanted))
                .toList();
    }

    private static boolean hasMark(long pid, Predicate<String> wanted) {
        try {
            byte[] environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
            String begin = MARK_NAME + "=";
            return Stream.of(new String(environment, StandardCharsets.UTF_8).split("\0"))
                    .filter(variable -> variable.startsWith(begin))
                    .anyMatch(variable -> wanted.test(variable.substring(begin.length())));
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
