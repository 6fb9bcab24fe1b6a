package org.sempool.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sempool.process.ProcessFamily;
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
        for (Path leftover : find(parent)) {
            try {
                killProcesses(leftover);
                PrivateDirectory.delete(leftover);
                LOG.info("removed {}, which a killed coordinator had left", leftover);
                removed.add(leftover);
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
        ProcessFamily.killMarkedOfPool(pool.toString());
    }

    private static List<Path> find(Path parent) throws IOException {
        // Marks name the directory by its real path.
        try (Stream<Path> children = Files.list(parent.toRealPath())) {
            return children.filter(PrivateDirectory::isLeftover).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
