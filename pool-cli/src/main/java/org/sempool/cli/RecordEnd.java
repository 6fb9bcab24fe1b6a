package org.sempool.cli;

import java.util.Arrays;

/** Where a record ends: after certain bytes, before certain others, or between both. */
final class RecordEnd {
    private final byte[] pattern;
    private final int length;

    /**
     * @param end what each record ends with; may be empty if {@code start} is not
     * @param start what each record begins with; may be empty
     */
    RecordEnd(byte[] end, byte[] start) {
        pattern = Arrays.copyOf(end, end.length + start.length);
        System.arraycopy(start, 0, pattern, end.length, start.length);
        length = end.length;
    }

    /**
     * The first end of a record whose pattern begins in a part of an array, all of which is in it.
     *
     * @return the index behind the record; -1 if there is none
     */
    int first(byte[] bytes, int from, int to) {
        int at = from;
        while ((at = ByteSearch.indexOf(bytes, at, to, pattern[0])) >= 0) {
            if (isAt(bytes, at, to)) {
                return at + length;
            }
            at++;
        }
        return -1;
    }

    /** As {@link #first}, the last one. */
    int last(byte[] bytes, int from, int to) {
        for (int at = to - pattern.length; at >= from; at--) {
            if (bytes[at] == pattern[0] && isAt(bytes, at, to)) {
                return at + length;
            }
        }
        return -1;
    }

    private boolean isAt(byte[] bytes, int at, int to) {
        return to - at >= pattern.length
                && Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length);
    }

    /** How far behind a record's beginning the search for its end begins: none is empty. */
    int skipped() {
        return length == 0 ? 1 : 0;
    }

    /** How many bytes the pattern has. */
    int size() {
        return pattern.length;
    }

    /** Whether a part of an array ends as a record does. */
    boolean isEnd(byte[] bytes, int from, int to) {
        return to - from >= length && Arrays.equals(bytes, to - length, to, pattern, 0, length);
    }
}
