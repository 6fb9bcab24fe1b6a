package org.sempool.shm;

import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Maps a file that several processes of a test share. */
final class SharedFile {
    private SharedFile() {}

    static MemorySegment map(Path path, long bytes, Arena arena) {
        try (FileChannel file = FileChannel.open(path, CREATE, READ, WRITE)) {
            return file.map(READ_WRITE, 0, bytes, arena);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
