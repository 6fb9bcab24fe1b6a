package org.sempool.coordinator;

/** Receives the workers' messages about themselves, not about jobs. For any thread. */
interface WorkerEvents {
    /** A worker's JVM has started, and the worker is about to start the handler. */
    void starting(int worker, long pid);

    /** A worker is ready to take jobs. */
    void ready(int worker, long pid);

    /** A worker is about to end, and is to be replaced. */
    void retiring(int worker, long pid);

    /** A worker has ended a job. Called for each result, so it has to be quick. */
    void worked(int worker);

    /** The workers' messages cannot be read any more. */
    void unreadable(Throwable why);

    /** Whether workers are starting, whose first message should be handled at once. */
    boolean areAnyStarting();
}
