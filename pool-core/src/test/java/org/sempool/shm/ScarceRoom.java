package org.sempool.shm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.sempool.directory.PrivateDirectory;

/** Files on disks that soon fill up. Removing a file does not free its room. */
final class ScarceRoom implements SpillFiles.Maker {
    static final String NO_SPACE = "No space left on device";

    private final Map<Path, Long> free = new HashMap<>();

    /** Limits the room in one directory; other directories have no limit. */
    ScarceRoom leave(Path directory, long bytes) {
        free.put(directory, bytes);
        return this;
    }

    @Override
    public FileChannel make(Path directory, String name) throws IOException {
        return new Scarce(directory, PrivateDirectory.newFile(directory, name));
    }

    /** The part of the bytes that there is room for, as the kernel would write. */
    private ByteBuffer fitting(Path directory, ByteBuffer bytes) throws IOException {
        long left = free.getOrDefault(directory, Long.MAX_VALUE);
        if (left == 0 && bytes.hasRemaining()) {
            throw new IOException(NO_SPACE);
        }
        int part = (int) Math.min(left, bytes.remaining());
        free.put(directory, left == Long.MAX_VALUE ? left : left - part);
        ByteBuffer fitting = bytes.slice(bytes.position(), part);
        bytes.position(bytes.position() + part);
        return fitting;
    }

    private final class Scarce extends FileChannel {
        private final Path directory;
        private final FileChannel file;

        Scarce(Path directory, FileChannel file) {
            this.directory = directory;
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return file.write(fitting(directory, bytes));
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            return file.write(fitting(directory, bytes), position);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(boolean metaData) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
