package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What killed coordinators of this user could not remove themselves: the next one does. */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /** Removes what can be removed, and complains in the log about the rest. */
    public static void tryToRemove(Path parent) {
        try {
            var _ = remove(parent);
        } catch (IOException e) {
            LOG.warn(
                    "not all that killed coordinators have left could be removed: {}",
                    e.toString());
        }
    }

    /**
     * Removes what can be removed, and returns it.
     *
     * @throws IOException if there was something that could not be; the rest is removed all the
     *     same
     */
    public static List<Path> remove(Path parent) throws IOException {
        List<Path> removed = new ArrayList<>();
        IOException trouble = null;
        for (Path pool : pools(parent)) {
            try {
                if (removeIfLeft(pool)) {
                    LOG.info("removed {}, which a killed coordinator had left", pool);
                    removed.add(pool);
                }
            } catch (UncheckedIOException e) {
                trouble = e.getCause();
            }
        }
        if (trouble != null) {
            throw trouble;
        }
        return removed;
    }

    /**
     * Ends what still runs of a pool whose coordinator was killed: a worker that was stopped, or
     * killed, may have left processes of its own.
     */
    public static void killProcesses(Path pool) {
        ProcessFamily.killMarkedOfPool(pool.toString(), ProcessStart.EVER);
    }

    /** Returns whether there was a directory to be removed. */
    private static boolean removeIfLeft(Path pool) {
        try (OwnerLock lock = takeOver(pool)) {
            if (lock == null) {
                return false;
            }
            // A lock alone may be that of one who was about to make a directory, and makes another.
            boolean wasThere = Files.exists(pool, NOFOLLOW_LINKS);
            killProcesses(pool);
            lock.remove(pool);
            return wasThere;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the lock of " + pool, e);
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

    /** All that are in a directory, living or dead, whole or in parts. */
    private static Set<Path> pools(Path parent) throws IOException {
        // Marks name the directory by its real path.
        try (Stream<Path> children = Files.list(parent.toRealPath())) {
            return children.flatMap(child -> OwnerLock.directoryOf(child).stream())
                    .collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
