package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The file in a pool's directory that says where its spill directory is, or would be: a process
 * that finds the first directory also finds the second. It is written before any part of the second
 * exists.
 */
public final class SpillNote {
    /** The file's name in the pool's directory. */
    public static final String FILE = "spill";

    private SpillNote() {}

    /**
     * Writes or overwrites it. All names that a process gives in the same place have the same
     * length, so it needs room only the first time.
     */
    static void write(Path directory, Path spill) throws IOException {
        // A URI is the same for processes that read names in different charsets.
        byte[] text = spill.toUri().toString().getBytes(StandardCharsets.US_ASCII);
        try (FileChannel file =
                FileChannel.open(
                        directory.resolve(FILE),
                        Set.of(CREATE, WRITE, NOFOLLOW_LINKS),
                        PrivateDirectory.OWNER_ONLY_FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                var _ = file.write(bytes, bytes.position());
            }
            file.truncate(text.length);
        }
    }

    /** Where the spill directory is, or would be; empty if the pool has none. */
    public static Optional<Path> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            Path spill = Path.of(URI.create(Files.readString(file, StandardCharsets.US_ASCII)));
            return Optional.of(spill).filter(PrivateDirectory::isNamedSo);
        } catch (IllegalArgumentException halfWritten) {
            return Optional.empty();
        }
    }
}
