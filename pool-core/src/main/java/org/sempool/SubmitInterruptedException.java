package org.sempool;

/**
 * The thread was interrupted while it waited for room in the queue, and its job was not accepted;
 * or while it waited for the results of a stream, whose jobs are then cancelled. The thread's
 * interrupt flag is set.
 */
public final class SubmitInterruptedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception of a submitter. */
    public SubmitInterruptedException() {
        this("interrupted while waiting for room in the queue; the job was not accepted");
    }

    /**
     * Creates the exception.
     *
     * @param message what was interrupted
     */
    public SubmitInterruptedException(String message) {
        super(message);
    }
}
