package org.sempool.classes;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sempool.process.Errno;
import org.sempool.process.NativeText;

/**
 * Copies of class files that a pool makes for its workers, of classes that a worker could not read:
 * they are in memory only, or in a jar within a jar. They are in a directory of the pool's, which
 * comes first on the workers' class path. Thread-safe.
 */
public final class ClassCopies {
    private static final String DIRECTORY = "classes";

    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final boolean growing;

    /** What is to be written once the directory exists; by name. */
    private final Map<String, byte[]> waiting = new TreeMap<>();

    private @Nullable Path directory;
    private boolean closed;

    /**
     * @param growing whether files may be added while the pool runs
     */
    ClassCopies(boolean growing) {
        this.growing = growing;
    }

    /** Adds a file, which running workers see at once. Does nothing after the pool has ended. */
    synchronized void add(String name, byte[] content) throws IOException {
        if (directory != null) {
            write(directory, name, content);
        } else if (!closed) {
            waiting.put(name, content);
        }
    }

    /** Whether a file of this name is to be written. */
    synchronized boolean has(String name) {
        return waiting.containsKey(name);
    }

    /** A digest of the content; empty if there is none. */
    public synchronized String digest() {
        if (waiting.isEmpty()) {
            return "";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            waiting.forEach(
                    (name, content) -> {
                        String head = name + "\n" + content.length + "\n";
                        digest.update(head.getBytes(StandardCharsets.UTF_8));
                        digest.update(content);
                    });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Writes the files.
     *
     * @param parent the pool's private directory, if it has one
     * @throws IOException if that fails; the message says why
     */
    public synchronized void writeTo(Optional<Path> parent) throws IOException {
        if (waiting.isEmpty() && !growing) {
            return;
        }
        if (parent.isEmpty()) {
            throw new IOException(
                    "the transport has no directory for the class files that the workers need; put"
                            + " the handler into a jar or a directory on the class path");
        }
        Path path = parent.get().resolve(DIRECTORY);
        try {
            Files.createDirectory(path, OWNER_ONLY_DIRECTORY);
        } catch (IOException e) {
            throw explain(path, e);
        }
        directory = path;
        for (Map.Entry<String, byte[]> file : waiting.entrySet()) {
            write(path, file.getKey(), file.getValue());
        }
        waiting.clear();
    }

    private static void write(Path directory, String name, byte[] content) throws IOException {
        Path file;
        try {
            file = directory.resolve(name);
        } catch (InvalidPathException e) {
            throw new IOException(
                    "the class file "
                            + name
                            + " cannot be written for the workers in the charset of this JVM's"
                            + " locale, "
                            + NativeText.charset()
                            + "; start it in a locale with UTF-8, LC_ALL=C.UTF-8 for instance",
                    e);
        }
        Path part = directory.resolve(name + ".part");
        try {
            Files.createDirectories(part.resolveSibling(""), OWNER_ONLY_DIRECTORY);
            Files.deleteIfExists(part);
            Files.createFile(part, OWNER_ONLY_FILE);
            // Not a channel: an interrupt would close it.
            try (FileOutputStream out = new FileOutputStream(part.toFile())) {
                out.write(content);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            var _ = part.toFile().delete();
            throw explain(directory, e);
        }
    }

    private static IOException explain(Path directory, IOException e) {
        Errno why = Errno.of(e);
        return why.isNoRoom()
                ? new IOException(
                        "no space left in "
                                + directory.getParent()
                                + " for the class files that the workers need ("
                                + why.words()
                                + "); make room there",
                        e)
                : e;
    }

    /** The directory of the copies, if there are any. */
    public synchronized Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /** Stops all writing, before the directory is removed. */
    public synchronized void close() {
        directory = null;
        closed = true;
    }
}
