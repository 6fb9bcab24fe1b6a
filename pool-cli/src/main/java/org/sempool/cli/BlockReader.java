package org.sempool.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts inputs into blocks that have whole records: as many as fit, but at least one. The inputs are
 * one text, except that a record ends where its input ends.
 *
 * <p>It reads no further than the block, so that little must be moved for the next one.
 */
final class BlockReader implements LineSource {
    /** Large reads need large buffers of the JDK, which then are not in the processor's cache. */
    private static final int MOST_AT_ONCE = 1 << 18;

    private final Iterator<String> inputs;
    private final RecordEnd recordEnd;
    private final int blockBytes;
    private final int mostRecords;
    private byte[] buffer;
    private int start;
    private int end;

    /** Where the search for the end of a record goes on. */
    private int searched;

    private int records;
    private long number;
    private String name = "";
    private @Nullable InputStream stream;

    /**
     * @param blockBytes how large a block is, unless a record is larger
     * @param mostRecords how many records are in a block, then of any size; 0 for as many as fit
     */
    BlockReader(List<String> inputs, RecordEnd recordEnd, int blockBytes, int mostRecords) {
        this.inputs = inputs.iterator();
        this.recordEnd = recordEnd;
        this.blockBytes = blockBytes;
        this.mostRecords = mostRecords;
        this.buffer = new byte[Math.max(blockBytes, MOST_AT_ONCE)];
    }

    @Override
    public boolean next(Line line) throws IOException {
        searched = start + recordEnd.skipped();
        records = 0;
        int behind;
        while ((behind = mostRecords > 0 ? behindRecords() : behindBlock()) < 0) {
            if (!read()) {
                if (start == end) {
                    return false;
                }
                behind = end;
                break;
            }
        }
        number++;
        line.set("block " + number, 0, buffer, start, behind - start, true);
        start = behind;
        return true;
    }

    private int behindRecords() {
        int behind;
        while ((behind = recordEnd.first(buffer, searched, end)) >= 0) {
            records++;
            if (records == mostRecords) {
                return behind;
            }
            searched = behind + recordEnd.skipped();
        }
        searched = Math.max(searched, end - recordEnd.size() + 1);
        return -1;
    }

    private int behindBlock() {
        if (end - start < blockBytes) {
            return -1;
        }
        if (records == 0) {
            records = 1;
            int behind = recordEnd.last(buffer, searched, start + blockBytes);
            if (behind >= 0) {
                return behind;
            }
            // It is only the beginning of a record.
            searched = Math.max(searched, start + blockBytes - recordEnd.size() + 1);
        }
        int behind = recordEnd.first(buffer, searched, end);
        searched = Math.max(searched, end - recordEnd.size() + 1);
        return behind;
    }

    /** Reads more, unless the block ends here. */
    private boolean read() throws IOException {
        while (true) {
            InputStream from = stream;
            if (from == null) {
                if (!inputs.hasNext()) {
                    return false;
                }
                String next = inputs.next();
                name = Inputs.shown(next);
                stream = Inputs.open(next);
                continue;
            }
            makeRoom();
            int wanted = Math.min(buffer.length - end, MOST_AT_ONCE);
            if (mostRecords == 0 && end - start < blockBytes) {
                wanted = Math.min(wanted, blockBytes - (end - start));
            }
            int count = read(from, wanted);
            if (count > 0) {
                end += count;
                return true;
            }
            close();
            if (end > start && !recordEnd.isEnd(buffer, start, end)) {
                return false;
            }
        }
    }

    private int read(InputStream from, int wanted) throws IOException {
        try {
            return from.read(buffer, end, wanted);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** Moves the beginning of the block to the front if the rest has no room behind it. */
    private void makeRoom() throws IOException {
        int length = end - start;
        int needed = mostRecords == 0 ? Math.max(blockBytes, length + 1) : length + 1;
        if (buffer.length - start >= needed) {
            return;
        }
        byte[] target = buffer;
        if (buffer.length < needed) {
            if (needed > PipeOptions.MOST_BYTES) {
                throw new IOException(name + " has a record that is longer than 1 GiB");
            }
            target = new byte[(int) Math.min(2L * buffer.length, PipeOptions.MOST_BYTES)];
        }
        System.arraycopy(buffer, start, target, 0, length);
        buffer = target;
        searched -= start;
        end = length;
        start = 0;
    }

    @Override
    public void close() {
        InputStream open = stream;
        stream = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            throw new UsageException("cannot close " + name + ": " + e.getMessage(), e);
        }
    }
}
