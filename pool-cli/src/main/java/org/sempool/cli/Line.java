package org.sempool.cli;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import org.sempool.spi.JobKey;
import org.sempool.wire.PayloadWriter;

/**
 * One job as the user gave it. The object is used for one line after another. It has the bytes only
 * until {@link #forget}; what a message shows of the line, it knows longer.
 *
 * <p>Not thread-safe.
 */
final class Line {
    private static final int LONGEST_QUOTE = 60;

    /** Bytes that have one character more than a quote, even if the last one is cut. */
    private static final int REMEMBERED_BYTES = 3 * (LONGEST_QUOTE + 2);

    private static final byte[] NO_BYTES = {};
    private static final char REPLACEMENT = '\uFFFD';

    private String source = "";
    private long ordinal;
    private long number;
    private byte[] buffer = NO_BYTES;
    private int from;
    private int length;
    private @Nullable String problem;
    private byte[] beginning = NO_BYTES;
    private int remembered;
    private boolean keepsBytes;
    private JobKey key = JobKey.NONE;
    private boolean again;

    /** Whether NULs separate its values. */
    private boolean joined;

    /** How many characters it has; if only its bytes were counted, -1. */
    private int characters;

    /**
     * Begins another line.
     *
     * @param newSource where it comes from
     * @param newNumber its number there, from 1; or 0 if the source has only one
     * @param newBuffer contains its bytes, without its end
     * @param takesBytes whether it may be other than UTF-8; if not, that would be its problem
     */
    void set(
            String newSource,
            long newNumber,
            byte[] newBuffer,
            int newFrom,
            int newLength,
            boolean takesBytes) {
        source = newSource;
        number = newNumber;
        buffer = newBuffer;
        from = newFrom;
        length = newLength;
        remember();
        problem = null;
        joined = false;
        characters = -1;
        if (!takesBytes) {
            checkText();
        }
    }

    /**
     * Becomes a job of several values, with a NUL between two.
     *
     * @param first where it comes from
     * @param newBuffer contains the values and, after the last, nothing
     * @param newProblem why it cannot be submitted, or null
     */
    void setJoined(Line first, byte[] newBuffer, int newLength, @Nullable String newProblem) {
        set(first.source, first.number, newBuffer, 0, newLength, true);
        joined = true;
        problem = newProblem;
    }

    private void remember() {
        remembered = Math.min(length, REMEMBERED_BYTES);
        if (beginning.length < remembered) {
            beginning = new byte[remembered];
        }
        System.arraycopy(buffer, from, beginning, 0, remembered);
    }

    private void checkText() {
        if (ByteSearch.isAscii(buffer, from, from + length)) {
            characters = length;
            return;
        }
        String text = new String(buffer, from, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // It may stand in the line itself.
            text = text();
            problem = text.codePoints().anyMatch(ByteText::isByte) ? "it is not UTF-8" : null;
        }
        characters = text.length();
    }

    /** Sets which job of the batch it is, from 1. */
    void setOrdinal(long newOrdinal) {
        ordinal = newOrdinal;
    }

    /** Which job of the batch it is. */
    long ordinal() {
        return ordinal;
    }

    /** The line as {@link ByteText}. Not after {@link #forget}. */
    String text() {
        return ByteText.of(buffer, from, length);
    }

    /** Writes its bytes. Not after {@link #forget}. */
    void writeTo(PayloadWriter payload) {
        payload.putBytes(buffer, from, length);
    }

    /** Whether it contains a NUL. Not after {@link #forget}. */
    boolean hasNul() {
        return ByteSearch.indexOf(buffer, from, from + length, (byte) 0) >= 0;
    }

    /** From now on, it has its bytes even after {@link #forget}. */
    void keepBytes() {
        keepsBytes = true;
    }

    /** How many bytes it has, or had before {@link #forget}. */
    int length() {
        return length;
    }

    /** How many bytes it has after {@link #forget}. */
    long keptBytes() {
        return keepsBytes ? length : 0;
    }

    /** Identifies what it says. Not after {@link #forget}. */
    JobKey findKey() {
        key = JobKey.of(MemorySegment.ofArray(buffer).asSlice(from, length));
        return key;
    }

    /** What {@link #findKey} has found. */
    JobKey key() {
        return key;
    }

    /** Sets whether an earlier run has failed over it. */
    void setAgain(boolean isAgain) {
        again = isAgain;
    }

    boolean isAgain() {
        return again;
    }

    /** Its bytes. Not after {@link #forget}, unless it keeps them. */
    byte[] bytes() {
        return Arrays.copyOfRange(buffer, from, from + length);
    }

    /** From now on the buffer may have other contents. */
    void forget() {
        if (keepsBytes) {
            buffer = bytes();
            from = 0;
        } else {
            buffer = NO_BYTES;
        }
    }

    /** Writes what is still known after {@link #forget}. Not if it has a problem. */
    void save(DataOutput out) throws IOException {
        out.writeUTF(source);
        out.writeLong(ordinal);
        out.writeLong(number);
        out.writeInt(length);
        out.writeInt(characters);
        out.writeInt(remembered);
        out.write(beginning, 0, remembered);
        out.writeBoolean(joined);
        out.writeLong(key.high());
        out.writeLong(key.low());
        out.writeBoolean(again);
        out.writeBoolean(keepsBytes);
        if (keepsBytes) {
            out.write(buffer, from, length);
        }
    }

    /** Becomes the line that was saved, as far as that is still known. */
    void restore(DataInput in) throws IOException {
        source = in.readUTF();
        ordinal = in.readLong();
        number = in.readLong();
        length = in.readInt();
        characters = in.readInt();
        remembered = in.readInt();
        beginning = new byte[remembered];
        in.readFully(beginning);
        problem = null;
        from = 0;
        joined = in.readBoolean();
        key = new JobKey(in.readLong(), in.readLong());
        again = in.readBoolean();
        keepsBytes = in.readBoolean();
        if (keepsBytes) {
            buffer = new byte[length];
            in.readFully(buffer);
        }
    }

    /** Why it cannot be submitted, or null if it can. */
    @Nullable String problem() {
        return problem;
    }

    /** Where it stands, such as {@code numbers.txt:17}. */
    String place() {
        return number == 0 ? source : source + ":" + number;
    }

    /** The line as a message shows it. */
    String quote() {
        String text = ByteText.of(beginning, 0, remembered);
        if (joined) {
            text = text.replace('\0', ' ');
        }
        if (text.length() <= LONGEST_QUOTE) {
            return "'" + Visible.line(text) + "'";
        }
        boolean cutsOne =
                Character.isSurrogatePair(
                        text.charAt(LONGEST_QUOTE - 1), text.charAt(LONGEST_QUOTE));
        String start = text.substring(0, cutsOne ? LONGEST_QUOTE - 1 : LONGEST_QUOTE);
        String size = characters < 0 ? length + " bytes" : characters + " chars";
        return "'" + Visible.line(start) + "... (" + size + ")'";
    }
}
