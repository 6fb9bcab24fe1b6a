package org.sempool.spi;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Identifies a job across sessions: half a digest of its payload, not its number, so that the jobs
 * may come in any order.
 *
 * @param high the first 8 bytes of the payload's SHA-256, big-endian
 * @param low the next 8 bytes
 */
public record JobKey(long high, long low) {
    /** The key of jobs that are not kept. */
    public static final JobKey NONE = new JobKey(0, 0);

    /**
     * The key of a job.
     *
     * @param payload all of its payload
     * @return the key
     */
    public static JobKey of(MemorySegment payload) {
        MessageDigest digest = sha256();
        if (payload.byteSize() > 0) {
            digest.update(payload.asByteBuffer());
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new JobKey(hash.getLong(), hash.getLong());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has it", e);
        }
    }
}
