package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Optional;
import org.sempool.wire.MessageFlags;

/**
 * How the job in a slot begins, for people who look on from outside: they know a job by its text,
 * if it is text, rather than by its number. Jobs that do not fit a slot are left out.
 */
final class JobText {
    private static final int MOST_BYTES = 96;

    private JobText() {}

    /**
     * Reads it. The slot may change meanwhile: what comes of that is of no use, and does no harm.
     *
     * @param slot from its state word on
     * @param slotBytes the room for its payload
     */
    static Optional<String> read(MemorySegment slot, int slotBytes) {
        int kind = slot.get(JAVA_INT, QueueLayout.ATTEMPT_AND_KIND);
        int length = slot.get(JAVA_INT, QueueLayout.LENGTH);
        boolean isElsewhere = (kind & (SlotHeaders.SPILLED | SlotHeaders.IN_CHUNKS)) != 0;
        if (isElsewhere || length <= 0 || length > slotBytes) {
            return Optional.empty();
        }
        boolean hasOptions = (kind >> SlotHeaders.FLAGS_SHIFT & MessageFlags.OPTIONS) != 0;
        // Options begin with their length.
        int from = hasOptions ? slot.get(JAVA_INT, QueueLayout.PAYLOAD) : 0;
        if (from < 0 || from >= length) {
            return Optional.empty();
        }
        int count = Math.min(length - from, MOST_BYTES);
        byte[] bytes = slot.asSlice(QueueLayout.PAYLOAD + from, count).toArray(JAVA_BYTE);
        return decode(bytes, count == length - from);
    }

    private static Optional<String> decode(byte[] bytes, boolean isWhole) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        // At the cut there may be a part of a character, which is no error.
        if (UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, isWhole).isError()) {
            return Optional.empty();
        }
        String decoded = text.flip().toString();
        return isText(decoded) ? Optional.of(decoded.replace('\0', ' ')) : Optional.empty();
    }

    /** Numbers and the like have bytes that text does not have, or zeros in a row. */
    private static boolean isText(String decoded) {
        return !decoded.contains("\0\0")
                && !decoded.startsWith("\0")
                && decoded.chars()
                        .allMatch(
                                each ->
                                        !Character.isISOControl(each)
                                                || each == 0
                                                || Character.isWhitespace(each));
    }
}
