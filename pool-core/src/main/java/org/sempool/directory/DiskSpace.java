package org.sempool.directory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sempool.process.Errno;

/**
 * Reserves space on the disk before a mapping of them is written to.
 *
 * <p>In a sparse file, a full disk causes a fault at the first access to a page, and HotSpot drops
 * the store that faulted. So zeros are written first, which a full disk refuses with an error. (Not
 * with a {@link java.nio.channels.FileChannel}: an interrupt would close it.)
 */
public final class DiskSpace {
    private static final int PIECE_BYTES = 1 << 16;

    private DiskSpace() {}

    /** The disk is full. */
    public static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long needed;

        FullException(Path directory, long needed, IOException cause) {
            super(describe(directory, needed), cause);
            this.needed = needed;
        }

        /** How many bytes did not fit. */
        public long needed() {
            return needed;
        }
    }

    /** The message that a directory has no room for so many bytes. */
    public static String describe(Path directory, long needed) {
        long free = free(directory);
        return "no space left in "
                + directory
                + ": "
                + needed
                + " more bytes are needed"
                + (free < 0 ? "" : ", and " + free + " are free")
                + "; make room there";
    }

    /** Writes zeros to a part of a file that was not written to yet. */
    public static void reserve(Path file, long from, long bytes) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] zeros = new byte[(int) Math.min(bytes, PIECE_BYTES)];
            opened.seek(from);
            for (long left = bytes; left > 0; left -= zeros.length) {
                opened.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        } catch (IOException e) {
            Path parent = file.toAbsolutePath().getParent();
            throw explain(parent == null ? file : parent, bytes, e);
        }
    }

    /**
     * Turns an error that means a full disk into a {@link FullException}; returns others unchanged.
     */
    public static IOException explain(Path directory, long needed, IOException e) {
        boolean full = !(e instanceof FullException) && Errno.of(e).isNoRoom();
        return full ? new FullException(directory, needed, e) : e;
    }

    /** How many bytes are free, or -1 if that is not known. */
    public static long free(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    /** For how many bytes there is room at most; no bound if that is not known. */
    public static long most(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            // A tmpfs without a limit reports a size of 0.
            return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
