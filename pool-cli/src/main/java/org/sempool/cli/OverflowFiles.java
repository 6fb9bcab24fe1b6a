package org.sempool.cli;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on disk, for a while. They are appended to one file after the other, which have no name:
 * the kernel removes them however the program ends. Together they take at most a quarter of what is
 * free on their disk.
 *
 * <pre>
 *   file 7                 file 8                 file 9
 *   [released|##########]  [####################]  [######|buffer]
 *                                                          append
 * </pre>
 *
 * <p>A full disk is no failure here: there is just no room.
 *
 * <p>Belongs to one thread.
 */
final class OverflowFiles implements AutoCloseable {
    /** No place: there is no room for the record. */
    static final long NO_ROOM = -1;

    /** So much may be on disk, if the disk is large. */
    static final long MOST_BYTES = 4L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(OverflowFiles.class);

    /** A file that has as many bytes gets no more records. */
    private static final int FILE_BYTES = 1 << 26;

    /** A place is the number of a file, and in these bits where in it the record begins. */
    private static final int OFFSET_BITS = 32;

    private static final int BUFFER_BYTES = 1 << 18;
    private static final int SHARE_OF_DISK = 4;

    private final Path directory;
    private final long mostBytes;
    private final int fileBytes;

    /** The last one is written to. */
    private final List<OverflowFile> files = new ArrayList<>();

    private long firstFile;

    /** How many bytes are in files. */
    private long written;

    /** The end of the last file, which is not written yet; allocated with the first file. */
    private @Nullable ByteBuffer unwritten;

    private @Nullable FileStore disk;
    private boolean warned;

    private boolean full;

    OverflowFiles(Path directory) {
        this(directory, MOST_BYTES, FILE_BYTES);
    }

    OverflowFiles(Path directory, long mostBytes, int fileBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
        this.fileBytes = fileBytes;
    }

    /** Whether there was no room for a record, and none was released since. */
    boolean isFull() {
        return full;
    }

    /** Where the next record will be, or a later place. */
    long end() {
        if (files.isEmpty()) {
            return firstFile << OFFSET_BITS;
        }
        return place(files.size() - 1, end(files.getLast()));
    }

    private long place(int index, long offset) {
        return (firstFile + index) << OFFSET_BITS | offset;
    }

    private long end(OverflowFile last) {
        return last.length() + (unwritten == null ? 0 : unwritten.position());
    }

    /**
     * Appends a record, whose two parts become one.
     *
     * @return its place, or {@link #NO_ROOM}
     */
    long append(byte[] head, byte[] tail) {
        if (full) {
            return NO_ROOM;
        }
        try {
            return tryAppend(head, tail);
        } catch (IOException e) {
            full = true;
            if (!warned) {
                warned = true;
                LOG.warn(
                        "cannot keep results that wait for an earlier one in {} ({}): reading"
                                + " waits until that one has come",
                        directory,
                        e.getMessage());
            }
            return NO_ROOM;
        }
    }

    private long tryAppend(byte[] head, byte[] tail) throws IOException {
        int count = Integer.BYTES + head.length + tail.length;
        if (files.isEmpty() || end(files.getLast()) >= fileBytes) {
            if (!flush() || !hasRoom(BUFFER_BYTES)) {
                return NO_ROOM;
            }
            files.add(OverflowFile.create(directory));
        }
        OverflowFile last = files.getLast();
        ByteBuffer buffer = buffer();
        if (count > buffer.remaining() && !flush()) {
            return NO_ROOM;
        }
        long place = end();
        if (count <= buffer.remaining()) {
            buffer.putInt(head.length + tail.length).put(head).put(tail);
        } else {
            if (!hasRoom(count)) {
                return NO_ROOM;
            }
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).putInt(0, count - Integer.BYTES);
            last.append(length, ByteBuffer.wrap(head), ByteBuffer.wrap(tail));
            written += count;
        }
        return place;
    }

    /** Writes the buffer; returns false, with nothing changed, if that has no room. */
    private boolean flush() throws IOException {
        ByteBuffer buffer = unwritten;
        if (buffer == null || buffer.position() == 0) {
            return true;
        }
        int count = buffer.position();
        if (!hasRoom(count)) {
            return false;
        }
        OverflowFile last = files.getLast();
        last.append(buffer.duplicate().flip());
        written += count;
        buffer.clear();
        return true;
    }

    private boolean hasRoom(long count) throws IOException {
        FileStore store = disk;
        if (store == null) {
            store = Files.getFileStore(directory);
            disk = store;
        }
        // A tmpfs without a limit reports a size of 0.
        long share =
                store.getTotalSpace() == 0
                        ? Long.MAX_VALUE
                        : (written + store.getUsableSpace()) / SHARE_OF_DISK;
        full = written + count > Math.min(mostBytes, share);
        if (full) {
            LOG.debug("{} bytes of results wait for an earlier one: no room for more", written);
        }
        return !full;
    }

    private ByteBuffer buffer() {
        ByteBuffer buffer = unwritten;
        if (buffer == null) {
            buffer = ByteBuffer.allocate(BUFFER_BYTES);
            unwritten = buffer;
        }
        return buffer;
    }

    /** Reads the record at a place. */
    byte[] read(long place) throws IOException {
        OverflowFile file = files.get(Math.toIntExact((place >>> OFFSET_BITS) - firstFile));
        long offset = place & (1L << OFFSET_BITS) - 1;
        try {
            byte[] count = read(file, offset, Integer.BYTES);
            return read(file, offset + Integer.BYTES, ByteBuffer.wrap(count).getInt());
        } catch (IOException e) {
            throw new IOException(
                    "results that were kept in "
                            + directory
                            + " cannot be read any more ("
                            + (e instanceof EOFException ? "they were cut off" : e.getMessage())
                            + ")",
                    e);
        }
    }

    private byte[] read(OverflowFile file, long offset, int count) throws IOException {
        ByteBuffer buffer = unwritten;
        if (offset < file.length() || buffer == null) {
            return file.read(offset, count);
        }
        byte[] bytes = new byte[count];
        buffer.duplicate().get(Math.toIntExact(offset - file.length()), bytes);
        return bytes;
    }

    /** Forgets all records before a place. */
    void release(long place) {
        while (!files.isEmpty() && firstFile < place >>> OFFSET_BITS) {
            OverflowFile file = files.removeFirst();
            firstFile++;
            written -= file.length();
            full = false;
            file.close();
        }
    }

    /** Forgets all records. More may be appended. */
    @Override
    public void close() {
        release((firstFile + files.size()) << OFFSET_BITS);
        unwritten = null;
        full = false;
    }
}
