package org.sempool.wire;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sempool.process.NativeText;

/**
 * The command-line arguments of a worker.
 *
 * @param transport the transport's name
 * @param address the channel's address
 * @param number the worker's number, from 1
 * @param handler the class name of the handler
 * @param failureAttempts how many attempts a job has if its handler throws; 1 for no retry
 * @param maxJobs the number of jobs after which the worker ends to be replaced
 * @param directory where the pool has files for its workers; null if the transport has none
 * @param sendsExceptions whether the worker also serializes what the handler throws
 * @param poolName the name of the pool, in printable ASCII
 * @param handlerStopMillis how long the handler's stop may take, in milliseconds
 */
public record WorkerArguments(
        String transport,
        String address,
        int number,
        String handler,
        int failureAttempts,
        long maxJobs,
        @Nullable Path directory,
        boolean sendsExceptions,
        String poolName,
        long handlerStopMillis) {
    /** The file descriptor of the pipe that carries orders, if that is not standard input. */
    public static final int LIFELINE = 3;

    /**
     * Converts them to arguments of a command.
     *
     * @return what {@link #parse} reads
     */
    public List<String> toCommandLine() {
        return List.of(
                NativeText.escape(transport),
                NativeText.escape(address),
                "" + number,
                NativeText.escape(handler),
                "" + failureAttempts,
                "" + maxJobs,
                directory == null ? "" : NativeText.escape(directory.toString()),
                "" + sendsExceptions,
                NativeText.escape(poolName),
                "" + handlerStopMillis);
    }

    /**
     * Reads the arguments of a command.
     *
     * @param args what {@link #toCommandLine} made
     * @return the arguments
     */
    public static WorkerArguments parse(String[] args) {
        return new WorkerArguments(
                NativeText.unescape(args[0]),
                NativeText.unescape(args[1]),
                Integer.parseInt(args[2]),
                NativeText.unescape(args[3]),
                Integer.parseInt(args[4]),
                Long.parseLong(args[5]),
                args[6].isEmpty() ? null : Path.of(NativeText.unescape(args[6])),
                Boolean.parseBoolean(args[7]),
                NativeText.unescape(args[8]),
                Long.parseLong(args[9]));
    }
}
