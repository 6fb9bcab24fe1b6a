package org.sempool.examples.homework;

/** To start a thread in a line. */
public final class Threads {
    /** What a thread does, which may have to wait. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it.
         *
         * @throws InterruptedException if the thread is interrupted, which ends it
         */
        void run() throws InterruptedException;
    }

    private Threads() {}

    /**
     * Starts a thread.
     *
     * @param name how it is called, in a thread dump for example
     * @param work what it does; an interrupt ends it
     * @return the thread, which runs
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
