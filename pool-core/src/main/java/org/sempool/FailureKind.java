package org.sempool;

/** Why a job ended without a result. */
public enum FailureKind {
    /** Its handler threw, or its result could not be encoded: a {@link JobFailedException}. */
    THREW,
    /** Its worker died in the last attempt: a {@link WorkerDiedException}. */
    WORKER_DIED,
    /** It ran for too long: a {@link JobTimedOutException}. */
    TIMED_OUT,
    /** It waited for too long: a {@link JobTimedOutException}, too. */
    EXPIRED,
    /** Its result arrived, and could not be decoded: an {@link UnreadableResultException}. */
    UNREADABLE,
    /**
     * Its user ended it: by {@code cancel} or another method of the future, by {@link
     * WorkerPool#cancelWaiting}, or by closing its stream.
     */
    CANCELLED,
    /** The pool stopped first: a {@link PoolClosedException}. */
    POOL_STOPPED,
    /** Something else. */
    OTHER
}
