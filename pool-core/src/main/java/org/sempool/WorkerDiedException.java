package org.sempool;

import java.util.List;

/**
 * The job's worker died, and so did every other worker that was given the job. The message says how
 * each of them died.
 */
public final class WorkerDiedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** One for each attempt that ended with the worker's death. */
    private final transient List<WorkerDeath> deaths;

    /**
     * Creates an exception from the deaths of the workers.
     *
     * @param message the deaths in words
     * @param deaths the deaths in chronological order, at least one
     */
    public WorkerDiedException(String message, List<WorkerDeath> deaths) {
        super(message);
        this.deaths = List.copyOf(deaths);
    }

    /**
     * How each worker died.
     *
     * @return one death for each attempt that ended with one, in chronological order; empty if this
     *     exception was deserialized
     */
    @SuppressWarnings("NullAway") // a transient field is null after deserialization
    public List<WorkerDeath> deaths() {
        return deaths == null ? List.of() : deaths;
    }
}
