package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what killed coordinators of this user left behind. */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /** Removes what can be removed, and logs a warning about the rest. */
    public static void tryToRemove(Path parent) {
        try {
            if (Files.isDirectory(parent)) {
                var _ = remove(parent);
            }
        } catch (IOException e) {
            LOG.warn(
                    "could not remove everything that killed coordinators left behind: {}",
                    e.toString());
        }
    }

    /**
     * Removes what can be removed, and returns it.
     *
     * @throws IOException if something could not be removed; the rest is removed all the same
     */
    public static List<Path> remove(Path parent) throws IOException {
        List<Path> removed = new ArrayList<>();
        IOException trouble = null;
        for (Path pool : pools(parent)) {
            try {
                removeIfLeft(pool, removed);
            } catch (UncheckedIOException e) {
                trouble = e.getCause();
            }
        }
        if (trouble != null) {
            throw trouble;
        }
        return removed;
    }

    /** What {@link #remove} would remove. Changes nothing. */
    public static List<Path> find(Path parent) throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path pool : pools(parent)) {
            if (isLeft(pool)) {
                left.add(pool);
            }
        }
        return left;
    }

    private static boolean isLeft(Path pool) {
        try {
            PrivateDirectory.verify(pool);
            return !PrivateDirectory.isOwnerAlive(pool);
        } catch (IOException notOurs) {
            return false;
        }
    }

    /**
     * Kills the remaining processes of a pool whose coordinator was killed: a worker that was
     * suspended or killed may have left processes of its own.
     */
    public static void killProcesses(Path pool) {
        ProcessFamily.killTaggedOfPool(pool.toString(), ProcessStart.EVER);
    }

    private static void removeIfLeft(Path pool, List<Path> removed) {
        try (OwnerLock lock = takeOver(pool)) {
            if (lock == null) {
                return;
            }
            killProcesses(pool);
            // The spill directory first: only the pool's directory says where it is.
            Optional<Path> spill = SpillNote.read(pool);
            if (spill.isPresent()) {
                removeSpillIfLeft(spill.get(), removed);
            }
            remove(pool, lock, removed);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove all of " + pool, e);
        }
    }

    private static void removeSpillIfLeft(Path spill, List<Path> removed) throws IOException {
        try (OwnerLock lock = takeOver(spill)) {
            if (lock != null) {
                remove(spill, lock, removed);
            }
        }
    }

    private static void remove(Path pool, OwnerLock lock, List<Path> removed) throws IOException {
        // A lock without a directory may belong to a process that was about to make the directory,
        // and now makes another.
        boolean wasThere = Files.exists(pool, NOFOLLOW_LINKS);
        lock.remove(pool);
        if (wasThere) {
            LOG.info("removed {}, which a killed coordinator left behind", pool);
            removed.add(pool);
        }
    }

    private static @Nullable OwnerLock takeOver(Path pool) {
        try {
            if (Files.exists(pool, NOFOLLOW_LINKS)) {
                PrivateDirectory.verify(pool);
            }
            return DirectoryName.of(pool).orElseThrow().isOwn() ? null : OwnerLock.takeOver(pool);
        } catch (IOException notOurs) {
            return null;
        }
    }

    /** All pools in a directory, living or dead, complete or half made or removed. */
    private static Set<Path> pools(Path parent) throws IOException {
        // The tags of processes contain the directory's real path.
        try (Stream<Path> children = Files.list(parent.toRealPath())) {
            return children.flatMap(child -> OwnerLock.directoryOf(child).stream())
                    .collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
