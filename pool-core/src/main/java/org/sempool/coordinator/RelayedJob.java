package org.sempool.coordinator;

import java.lang.foreign.MemorySegment;
import org.sempool.Codec;
import org.sempool.wire.JobHeader;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * A job that a coordinator elsewhere has encoded, for the pool of a worker host.
 *
 * @param header what its worker has to know
 * @param payload the encoded job, until it is submitted
 */
public record RelayedJob(JobHeader header, MemorySegment payload) {
    static final Codec<RelayedJob> CODEC =
            new Codec<>() {
                @Override
                public void encode(RelayedJob job, PayloadWriter writer) {
                    writer.putBytes(job.header.encode());
                    writer.putSegment(job.payload);
                }

                @Override
                public RelayedJob decode(PayloadReader reader) {
                    throw new UnsupportedOperationException("workers decode the handler's jobs");
                }
            };
}
