package org.sempool.crash;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Returns its payload, if its checksum is right. Some payloads need several chunks of the payload
 * memory, and some do not fit there and need a file. Some results are decoded slowly, so that
 * workers find the results queue full.
 */
public final class CheckedEcho implements JobHandler<byte[], byte[]> {
    static final int SLOT_BYTES = 128;
    static final int PAYLOAD_MEMORY = 64 * 1024;
    private static final int SMALL = 20;
    private static final int LARGE = 9_000;
    private static final int TOO_LARGE = PAYLOAD_MEMORY / 2;
    private static final int SUM_BYTES = 8;

    public CheckedEcho() {}

    /** The job of this number, which determines its content and size. */
    static byte[] job(int number) {
        int size =
                switch (number % 6) {
                    case 0 -> TOO_LARGE;
                    case 3 -> LARGE;
                    default -> SMALL;
                };
        byte[] body = new byte[size];
        new Random(number).nextBytes(body);
        return signed(body);
    }

    static byte[] ofSize(int bytes) {
        return signed(new byte[bytes - SUM_BYTES]);
    }

    private static byte[] signed(byte[] body) {
        byte[] job = Arrays.copyOf(body, body.length + SUM_BYTES);
        long sum = sum(body);
        for (int i = 0; i < SUM_BYTES; i++) {
            job[body.length + i] = (byte) (sum >>> (8 * i));
        }
        return job;
    }

    private static long sum(byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(body);
        return sum.getValue();
    }

    @Override
    public byte[] handle(byte[] job, JobContext context) {
        byte[] body = Arrays.copyOf(job, job.length - SUM_BYTES);
        if (!Arrays.equals(job, signed(body))) {
            throw new IllegalStateException("the payload is damaged");
        }
        return job;
    }

    @Override
    public Codec<byte[]> jobCodec() {
        return Codec.bytes();
    }

    @Override
    public Codec<byte[]> resultCodec() {
        return new Codec<>() {
            private int decoded;

            @Override
            public void encode(byte[] value, PayloadWriter payload) {
                payload.putBytes(value);
            }

            @Override
            public byte[] decode(PayloadReader payload) {
                if (++decoded % 8 == 0) {
                    LockSupport.parkNanos(5_000_000);
                }
                return payload.getBytes();
            }
        };
    }
}
