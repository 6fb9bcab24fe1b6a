package org.sempool.process;

/**
 * Reports the end of a process from a thread of its own. {@link Process#onExit} needs a thread of
 * the JVM's common pool, which is the user's: all of its threads may be waiting for this very
 * process.
 */
public final class ProcessEnd {
    private ProcessEnd() {}

    /**
     * Runs an action once a process has ended.
     *
     * @param process the process, which may run indefinitely
     * @param name the name of the thread that waits and then runs the action
     * @param action what to run; not run if that thread is interrupted
     * @throws OutOfMemoryError if no thread can be started; then the action never runs
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
