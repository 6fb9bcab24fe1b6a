package org.sempool.wire;

import java.util.List;
import org.sempool.process.NativeText;

/**
 * What a worker is started with, on its command line.
 *
 * @param transport the transport's name
 * @param address the channel's address
 * @param number the worker's number, from 1
 * @param handler the class name of the handler
 * @param failureAttempts up to which attempt a job that the handler fails is handed out again; 1
 *     for never
 * @param maxJobs after how many jobs the worker ends to be replaced
 */
public record WorkerArguments(
        String transport,
        String address,
        int number,
        String handler,
        int failureAttempts,
        long maxJobs) {
    /** The file descriptor of the pipe that orders come through, if it is not standard input. */
    public static final int LIFELINE = 3;

    /**
     * As the arguments of a command.
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
                "" + maxJobs);
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
                Long.parseLong(args[5]));
    }
}
