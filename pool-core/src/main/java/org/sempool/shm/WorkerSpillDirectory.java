package org.sempool.shm;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.SpillNote;
import org.sempool.process.Errno;

/** The spill directory from a worker's view: the coordinator makes it on request. */
final class WorkerSpillDirectory implements SpillDirectory {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Segment segment;
    private final Path first;

    WorkerSpillDirectory(Segment segment, Path first) {
        this.segment = segment;
        this.first = first;
    }

    @Override
    public @Nullable Path path() throws IOException {
        return SpillNote.read(first).orElse(null);
    }

    @Override
    public Path make() throws IOException {
        Path known = notedPath();
        if (Files.isDirectory(known, NOFOLLOW_LINKS)) {
            return known;
        }
        Errno refusal = ask();
        if (refusal != null) {
            Path parent = known.getParent();
            throw new FileSystemException(String.valueOf(parent), null, refusal.words());
        }
        return notedPath();
    }

    private Path notedPath() throws IOException {
        return SpillNote.read(first)
                .orElseThrow(() -> new NoSuchFileException(first.resolve(SpillNote.FILE) + ""));
    }

    /** Returns why the coordinator could not make it, or null if it has. */
    private @Nullable Errno ask() {
        int question = segment.askForSpillDirectory();
        boolean interrupted = false;
        // Not bounded: the coordinator checks for requests as long as it lives, and this process
        // ends with it.
        while (!segment.hasAnswered(question)) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return segment.spillRefusal();
    }
}
