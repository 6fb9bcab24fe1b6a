package org.sempool.worker;

import org.sempool.ByteLineHandler;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/** Gives a handler of bytes the payloads as they are, without making strings of them. */
record ByteLines(ByteLineHandler handler) implements JobHandler<byte[], byte[]> {
    /** The handler that a worker calls for a user's handler: usually that itself. */
    static JobHandler<?, ?> orItself(JobHandler<?, ?> handler) {
        return handler instanceof ByteLineHandler bytes
                        && bytes.jobCodec().equals(Codec.byteText())
                        && bytes.resultCodec().equals(Codec.byteText())
                ? new ByteLines(bytes)
                : handler;
    }

    @Override
    public Codec<byte[]> jobCodec() {
        return Codec.bytes();
    }

    @Override
    public Codec<byte[]> resultCodec() {
        return Codec.bytes();
    }

    @Override
    public byte[] handle(byte[] job, JobContext context) throws Exception {
        return handler.handle(job, context);
    }
}
