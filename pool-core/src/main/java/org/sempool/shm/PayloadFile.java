package org.sempool.shm;

import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.PrivateDirectory;
import org.sempool.process.NativeAccess;

/**
 * The mapped file with the {@link PayloadMemory} of both queues. At first it is a hole: it has a
 * size, but no memory.
 *
 * <p>The garbage collector unmaps it, see {@link Segment}.
 *
 * @param path where the file is
 * @param memory all of it
 */
record PayloadFile(Path path, MemorySegment memory) {
    static final String NAME = "payloads";

    /** Makes the file of a new pool, or none if it has no payload memory. */
    static PayloadFile create(PrivateDirectory directory, Dimensions size) throws IOException {
        Path path = directory.path().resolve(NAME);
        if (size.payloadBytes() == 0) {
            return new PayloadFile(path, MemorySegment.NULL);
        }
        try (FileChannel file = directory.newFile(NAME)) {
            return map(path, file, size);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Maps the file of a pool. */
    static PayloadFile attach(Path directory, Dimensions size) throws IOException {
        Path path = directory.resolve(NAME);
        if (size.payloadBytes() == 0) {
            return new PayloadFile(path, MemorySegment.NULL);
        }
        try (FileChannel file = FileChannel.open(path, READ, WRITE, NOFOLLOW_LINKS)) {
            return map(path, file, size);
        }
    }

    private static PayloadFile map(Path path, FileChannel file, Dimensions size)
            throws IOException {
        long bytes = 2 * size.payloadBytes();
        return new PayloadFile(path, file.map(READ_WRITE, 0, bytes, Arena.ofAuto()));
    }

    /**
     * Provides memory for a part; returns false if the file system has none, or the file is gone.
     */
    boolean provide(long from, long bytes) {
        try {
            DiskSpace.reserve(path, from, bytes);
            return true;
        } catch (IOException e) {
            // Of some pages it may have provided it, and others need the room.
            discard(from, bytes);
            return false;
        }
    }

    /** Returns the memory of a part to the system, if native calls are allowed. */
    void discard(long from, long bytes) {
        if (bytes > 0 && NativeAccess.isAllowed()) {
            LibC.Memory.discard(memory.asSlice(from, bytes));
        }
    }
}
