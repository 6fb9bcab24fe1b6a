package org.sempool;

/** Describes the worker in which a handler starts, see {@link JobHandler#start(WorkerContext)}. */
public interface WorkerContext {
    /**
     * The worker's number. A worker that replaces another has the same.
     *
     * @return from 1
     */
    int worker();

    /**
     * The name of the pool.
     *
     * @return what {@link WorkerSettings#name} has set, or the default
     */
    String poolName();

    /**
     * A context for a handler's unit test.
     *
     * @param worker the worker's number, from 1
     * @param poolName the name of the pool
     * @return a context
     */
    static WorkerContext of(int worker, String poolName) {
        return new PlainWorkerContext(worker, poolName);
    }
}
