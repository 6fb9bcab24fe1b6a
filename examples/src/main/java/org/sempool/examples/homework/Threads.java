package org.sempool.examples.homework;

/** Starts threads in one line. */
public final class Threads {
    /** The work of a thread, which may have to wait. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work.
         *
         * @throws InterruptedException if the thread is interrupted, which ends it
         */
        void run() throws InterruptedException;
    }

    private Threads() {}

    /**
     * Starts a thread.
     *
     * @param name its name, for example in a thread dump
     * @param work its work; an interrupt ends it
     * @return the running thread
     */
    public static Thread start(String name, Work work) {
        return Thread.ofPlatform()
                .name(name)
                .start(
                        () -> {
                            try {
                                work.run();
                            } catch (InterruptedException end) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }
}
