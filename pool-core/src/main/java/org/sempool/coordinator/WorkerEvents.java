package org.sempool.coordinator;

/** What messages of workers say about the workers, and not about jobs. For any thread. */
interface WorkerEvents {
    /** A worker takes jobs from now on. */
    void ready(int worker, long pid);

    /** A worker ends, to be replaced. */
    void retiring(int worker, long pid);

    /** A worker has ended a job. Called for each result, so it has to be quick. */
    void hasWorked(int worker);

    /** The workers' messages cannot be read any more. */
    void unreadable(Throwable why);

    /** Whether workers are starting, whose first message is to be seen at once. */
    boolean areAnyStarting();
}
