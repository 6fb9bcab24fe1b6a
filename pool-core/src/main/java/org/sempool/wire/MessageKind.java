package org.sempool.wire;

/** The kinds of messages. */
public enum MessageKind {
    /** Coordinator to worker: the payload is the job. */
    JOB(1),
    /** Worker to coordinator: the payload is what the handler returned. */
    RESULT(2),
    /** Worker to coordinator: the handler threw; the payload is a {@link RemoteFailure}. */
    FAILURE(3),
    /** Worker to coordinator: the worker is ready to take jobs; the payload is its process id. */
    READY(4),
    /** Worker to coordinator: the worker ends to be replaced; the payload is its process id. */
    RETIRING(5),
    /**
     * Worker to coordinator: the worker is about to start the handler; the payload is its process
     * id.
     */
    STARTING(6),
    /**
     * Worker host to coordinator: an attempt at a job ended with the death of its worker; the
     * payload is a {@link DeathReport}. If attempts are left, the host has put the job back.
     */
    DEATH(7),
    /**
     * Worker host to coordinator: the job ran for too long, and was stopped; the payload is a
     * {@link TimeoutReport}.
     */
    TIMEOUT(8);

    private static final MessageKind[] BY_CODE = {
        JOB, RESULT, FAILURE, READY, RETIRING, STARTING, DEATH, TIMEOUT
    };

    private final int code;

    MessageKind(int code) {
        this.code = code;
    }

    /**
     * The number that stands for the kind in a message.
     *
     * @return a number from 1 to 255
     */
    public int code() {
        return code;
    }

    /**
     * Returns the kind with a code.
     *
     * @param code the code of a kind
     * @return the kind
     * @throws PayloadFormatException if there is no such kind
     */
    public static MessageKind of(int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new PayloadFormatException("message kind=" + code + " is unknown");
        }
        return BY_CODE[code - 1];
    }
}
