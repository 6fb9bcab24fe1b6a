package org.sempool.chronicle;

import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/** A message that is held, with the content of its header. Subclasses define how it is released. */
abstract class MessageLease implements Lease {
    private final Message message;
    private final int sender;
    private MessageKind kind = MessageKind.JOB;
    private long jobId;
    private int attempt;
    private int flags;

    MessageLease(int sender, Message message) {
        this.sender = sender;
        this.message = message;
    }

    final Message message() {
        return message;
    }

    /** Call this after the message was read. */
    final void begin(RecordHeader header, long newJobId, int newAttempt) {
        kind = header.messageKind();
        flags = header.flags();
        jobId = newJobId;
        attempt = newAttempt;
    }

    /** Drops the payload. Idempotent. */
    final void close() {
        message.close();
    }

    @Override
    public final long jobId() {
        return jobId;
    }

    @Override
    public final int attempt() {
        return attempt;
    }

    @Override
    public final MessageKind kind() {
        return kind;
    }

    @Override
    public final int flags() {
        return flags;
    }

    @Override
    public final int sender() {
        return sender;
    }

    @Override
    public final PayloadReader payload() {
        return message.payload();
    }

    @Override
    public void putBack(int nextAttempt) {
        throw new UnsupportedOperationException("a result cannot be put back");
    }
}
