package org.sempool;

/**
 * The thread was interrupted while it waited for room in the queue. The job was not accepted; the
 * thread's interrupt flag is set.
 */
public final class SubmitInterruptedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public SubmitInterruptedException() {
        super("interrupted while waiting for room in the queue; the job was not accepted");
    }
}
