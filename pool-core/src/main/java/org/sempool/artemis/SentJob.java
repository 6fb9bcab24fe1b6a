package org.sempool.artemis;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.JobKey;

/** A job that a coordinator has published, until it has its result or was withdrawn. */
final class SentJob {
    /** Where a job is. */
    enum State {
        /** In this process, to be sent. */
        WAITING,
        /** In a transaction that is not known to be committed. */
        SENDING,
        /** In the broker's queue, or with a host. */
        SENT
    }

    private final long id;
    private final long wireId;
    private final JobKey key;
    private final int attempt;
    private final int flags;
    private final PayloadBuffer buffer;
    private @Nullable MemorySegment payload;

    // Guarded by the table of jobs.
    private State state = State.WAITING;
    private boolean wasTaken;

    /**
     * @param wireId its id in messages
     * @param key what identifies it in a batch
     */
    SentJob(
            long id,
            long wireId,
            JobKey key,
            int attempt,
            int flags,
            PayloadBuffer buffer,
            MemorySegment payload) {
        this.id = id;
        this.wireId = wireId;
        this.key = key;
        this.attempt = attempt;
        this.flags = flags;
        this.buffer = buffer;
        this.payload = payload;
    }

    long id() {
        return id;
    }

    /** Its id in messages: that of the batch, if there is one. */
    long wireId() {
        return wireId;
    }

    JobKey key() {
        return key;
    }

    int attempt() {
        return attempt;
    }

    int flags() {
        return flags;
    }

    /** The payload, as long as the job is not known to be sent. */
    MemorySegment payload() {
        MemorySegment known = payload;
        if (known == null) {
            throw new IllegalStateException("job " + id + " was sent");
        }
        return known;
    }

    State state() {
        return state;
    }

    void setState(State next) {
        state = next;
    }

    /** Whether a worker has ever taken it, as far as that is known. */
    boolean wasTaken() {
        return wasTaken;
    }

    void setTaken() {
        wasTaken = true;
    }

    /** The broker has it, or nobody wants it any more. */
    void dropPayload() {
        payload = null;
        buffer.close();
    }
}
