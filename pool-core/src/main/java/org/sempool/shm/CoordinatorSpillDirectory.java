package org.sempool.shm;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.PrivateDirectory;
import org.sempool.directory.SpillNote;
import org.sempool.directory.Uninterrupted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The spill directory from the coordinator's view, which owns it. */
final class CoordinatorSpillDirectory implements SpillDirectory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorSpillDirectory.class);

    private final PrivateDirectory first;
    private final Path parent;
    private volatile Path path;
    private @Nullable PrivateDirectory made;
    private boolean closed;

    /** Notes in the first directory where the spill directory would be. */
    CoordinatorSpillDirectory(PrivateDirectory first, Path parent) throws IOException {
        this.first = first;
        this.parent = parent;
        first.noteSpillDirectory(parent);
        this.path = notedPath();
    }

    private Path notedPath() throws IOException {
        return SpillNote.read(first.path())
                .orElseThrow(() -> new NoSuchFileException(first.path().toString()));
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public synchronized Path make() throws IOException {
        if (closed) {
            throw new NoSuchFileException(path.toString(), null, "the pool was closed");
        }
        PrivateDirectory old = made;
        if (old != null) {
            if (Files.isDirectory(old.path(), NOFOLLOW_LINKS)) {
                return old.path();
            }
            LOG.warn("{} was removed while the pool was running; making another", old.path());
            made = null;
            old.close();
        }
        PrivateDirectory another = Uninterrupted.call(() -> first.createSpillDirectory(parent));
        made = another;
        path = another.path();
        LOG.debug("{} is full: large payloads go to {}", first.path().getParent(), path);
        return path;
    }

    /** Removes it. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        PrivateDirectory old = made;
        made = null;
        if (old != null) {
            old.close();
        }
    }
}
