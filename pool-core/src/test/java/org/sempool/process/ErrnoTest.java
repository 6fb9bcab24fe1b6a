package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Error numbers are recognized as this machine's kernel, C library and JDK report them. */
final class ErrnoTest {
    @TempDir private Path directory;

    @Test
    void aFullDeviceIsRecognized() throws IOException {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            IOException e =
                    assertThrows(IOException.class, () -> full.write(ByteBuffer.allocate(9), 0));

            assertEquals(Errno.ENOSPC, Errno.of(e));
            assertTrue(Errno.of(new IOException("it is wrapped", e)).isNoRoom());
        }
    }

    @Test
    void otherErrorsAreRecognizedAndUnknownOnesAreOther() throws IOException {
        Path none = directory.resolve("none").resolve("file");
        IOException missing = assertThrows(IOException.class, () -> Files.createFile(none));
        IOException oldWay =
                assertThrows(
                        IOException.class, () -> new RandomAccessFile(none.toFile(), "rw").close());
        IOException readOnly =
                assertThrows(
                        IOException.class, () -> Files.createDirectory(Path.of("/proc/sys/x")));

        assertEquals(Errno.ENOENT, Errno.of(missing));
        assertEquals(Errno.ENOENT, Errno.of(oldWay));
        assertEquals(false, Errno.of(readOnly).isNoRoom());
        assertEquals(Errno.OTHER, Errno.of(new IOException("No space for a joke")));
        assertEquals(Errno.OTHER, Errno.of(new IOException()));
    }

    /** Errors in another language are recognized by these messages only. */
    @Test
    void theWordsAreThoseOfTheCLibrary() {
        for (Errno each : Errno.values()) {
            if (each != Errno.OTHER) {
                assertEquals(each.words(), Errno.wordsOfCLibrary(each.number()));
                assertEquals(each, Errno.of(each.number()));
            }
        }
    }
}
