package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a directory is removed while its pool is running. Mapped files stay usable for
 * processes that have them; but no worker could be replaced, and no large payload written.
 *
 * <p>Immutable. Each check takes a system call for each file.
 */
public final class DirectoryWatch {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final Map<Path, Object> keys;

    private DirectoryWatch(Path directory, Map<Path, Object> keys) {
        this.directory = directory;
        this.keys = keys;
    }

    /**
     * Watches a directory and some of the files in it.
     *
     * @throws IOException if one of them is missing
     */
    public static DirectoryWatch of(Path directory, String... files) throws IOException {
        Map<Path, Object> keys = new LinkedHashMap<>();
        keys.put(directory, key(directory));
        return new DirectoryWatch(directory, keys).and(files);
    }

    /** Watches more files in the directory. */
    public DirectoryWatch and(String... files) throws IOException {
        Map<Path, Object> all = new LinkedHashMap<>(keys);
        for (String name : files) {
            Path file = directory.resolve(name);
            all.put(file, key(file));
        }
        return new DirectoryWatch(directory, all);
    }

    /** Which file was removed or replaced, and why that may be; empty if none was. */
    public Optional<String> problem() {
        return keys.entrySet().stream()
                .filter(entry -> !isThere(entry.getKey(), entry.getValue()))
                .findFirst()
                .map(entry -> describe(entry.getKey()));
    }

    /** The message that a file was removed while its pool was running, with the likely cause. */
    public static String describe(Path gone) {
        String what =
                gone
                        + " was removed while the pool was running, and the pool cannot go on"
                        + " without it; ";
        return gone.startsWith(SHARED_MEMORY)
                ? what
                        + "systemd does so at a user's last logout (RemoveIPC=yes in logind.conf):"
                        + " run \"loginctl enable-linger\" for the user, set RemoveIPC=no, or name"
                        + " another place with the transport option \"directory\""
                : what
                        + "exclude it from the cleanup of temporary files, or name another place"
                        + " with the transport option \"directory\" or \"data-dir\"";
    }

    /** The message that a file was removed while its pool was running, which goes on without it. */
    public static String describeFile(Path gone) {
        return gone
                + " was removed while the pool was running; exclude it from the cleanup of"
                + " temporary files, or name another place with the transport option"
                + " \"spill-directory\"";
    }

    private static boolean isThere(Path file, Object key) {
        try {
            return key(file).equals(key);
        } catch (IOException gone) {
            return false;
        }
    }

    private static Object key(Path file) throws IOException {
        @Nullable Object key =
                Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey();
        return Objects.requireNonNull(key, "fileKey");
    }
}
