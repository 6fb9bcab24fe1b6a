package org.sempool.chronicle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.JobKey;
import org.sempool.wire.MessageKind;

/**
 * The header before each payload in a log. Bytes from a file are accepted only if both checksums
 * match.
 *
 * <pre>
 *   0 magic     long           40 attempt     int
 *   8 session   long           44 kind        int
 *  16 key, high long           48 place       int   of a job
 *  24 key, low  long           52 generation  int   of a job
 *  32 jobId     long           56 size        int   of the payload, in bytes
 *                              60 payload     int   CRC32C
 *                              64 header      int   CRC32C of the bytes before
 *                              68 (0)         int
 *  72 the payload
 * </pre>
 *
 * <p>All numbers are little-endian. The magic changes whenever this layout does. The session
 * ensures that a payload that is itself a copy of a log is not mistaken for a part of this one.
 *
 * @param session the session that wrote the log, see {@link #session}
 * @param key identifies the job's payload, or {@link JobKey#NONE} if nothing is kept
 * @param jobId the job that this is, or is about
 * @param attempt the number of the attempt
 * @param kind the message's kind and flags, see {@link #kind(MessageKind, int)}
 * @param place the job's place in the claim table; 0 in a result
 * @param generation the generation of the place; 0 in a result
 * @param size the payload's size in bytes
 * @param payloadSum the payload's CRC32C
 */
record RecordHeader(
        long session,
        JobKey key,
        long jobId,
        int attempt,
        int kind,
        int place,
        int generation,
        int size,
        int payloadSum) {
    static final int BYTES = 72;

    /** "SEMPREC1", as a little-endian number. */
    static final long MAGIC = 0x31434552504D4553L;

    private static final ValueLayout.OfLong LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER_SUM = 64;

    /** In the kind, above the code of the {@link MessageKind}. */
    private static final int FLAGS_SHIFT = 8;

    private static final int KIND_MASK = (1 << FLAGS_SHIFT) - 1;

    /** The number of the session that writes to a directory of this name. */
    static long session(Path directory) {
        String name = String.valueOf(directory.getFileName());
        return JobKey.of(MemorySegment.ofArray(name.getBytes(StandardCharsets.UTF_8))).high();
    }

    /** Writes the header, including checksums. */
    static void write(
            MemorySegment to,
            long session,
            JobKey key,
            long jobId,
            int attempt,
            int kind,
            int place,
            int generation,
            MemorySegment payload) {
        to.set(LONG, 0, MAGIC);
        to.set(LONG, 8, session);
        to.set(LONG, 16, key.high());
        to.set(LONG, 24, key.low());
        to.set(LONG, 32, jobId);
        to.set(INT, 40, attempt);
        to.set(INT, 44, kind);
        to.set(INT, 48, place);
        to.set(INT, 52, generation);
        to.set(INT, 56, (int) payload.byteSize());
        to.set(INT, 60, sum(payload));
        to.set(INT, HEADER_SUM, sum(to.asSlice(0, HEADER_SUM)));
        to.set(INT, HEADER_SUM + Integer.BYTES, 0);
    }

    /** Whether a header of this session may begin here. */
    static boolean mayBeAt(MemorySegment memory, long offset) {
        return memory.get(LONG, offset) == MAGIC;
    }

    /** Reads a header; null if there is none, or it is damaged or of another session. */
    static @Nullable RecordHeader read(MemorySegment from, long session) {
        if (from.byteSize() < BYTES
                || from.get(LONG, 0) != MAGIC
                || from.get(LONG, 8) != session
                || from.get(INT, HEADER_SUM) != sum(from.asSlice(0, HEADER_SUM))) {
            return null;
        }
        int size = from.get(INT, 56);
        return size < 0 || size > Logs.MAX_PAYLOAD_BYTES
                ? null
                : new RecordHeader(
                        session,
                        new JobKey(from.get(LONG, 16), from.get(LONG, 24)),
                        from.get(LONG, 32),
                        from.get(INT, 40),
                        from.get(INT, 44),
                        from.get(INT, 48),
                        from.get(INT, 52),
                        size,
                        from.get(INT, 60));
    }

    /** The kind and the flags of a message, in one number. */
    static int kind(MessageKind kind, int flags) {
        return flags << FLAGS_SHIFT | kind.code();
    }

    MessageKind messageKind() {
        return MessageKind.of(kind & KIND_MASK);
    }

    boolean isOf(MessageKind wanted) {
        return (kind & KIND_MASK) == wanted.code();
    }

    int flags() {
        return kind >>> FLAGS_SHIFT;
    }

    /** Whether this is the payload that the header was written for. */
    boolean fits(MemorySegment payload) {
        return payload.byteSize() == size && sum(payload) == payloadSum;
    }

    private static int sum(MemorySegment bytes) {
        CRC32C sum = new CRC32C();
        if (bytes.byteSize() > 0) {
            sum.update(bytes.asByteBuffer());
        }
        return (int) sum.getValue();
    }
}
