package org.sempool.process;

/**
 * Tells of the end of a process, from a thread of its own: {@link Process#onExit} needs one of the
 * JVM's common pool, which is the user's, and all of those may be waiting for this very process.
 */
public final class ProcessEnd {
    private ProcessEnd() {}

    /**
     * Runs something once a process has ended.
     *
     * @param process the process, which may live for as long as it likes
     * @param name of the thread that waits, and that runs the action
     * @param action what to run; not run if that thread is interrupted
     * @throws OutOfMemoryError if no thread is to be had; then nobody waits
     */
    public static void then(Process process, String name, Runnable action) {
        var _ = Thread.ofPlatform().daemon().name(name).start(() -> await(process, action));
    }

    private static void await(Process process, Runnable action) {
        try {
            var _ = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        action.run();
    }
}
