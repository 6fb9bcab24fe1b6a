package org.sempool.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/** The files that a process has open, including those that no longer have a name. */
public final class OpenFiles {
    private OpenFiles() {}

    /** Their {@link BasicFileAttributes#fileKey keys}; none if they cannot be read. */
    public static Set<Object> keys(long pid) {
        Set<Object> keys = new HashSet<>();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                addKey(descriptor, keys);
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return keys;
        }
        return keys;
    }

    private static void addKey(Path descriptor, Set<Object> keys) {
        try {
            Object key = Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
            if (key != null) {
                keys.add(key);
            }
        } catch (IOException closedMeanwhile) {
            // Then it is not open.
        }
    }
}
