package org.sempool.shm;

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
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /** Removes what can be removed, and complains in the log about the rest. */
    static void tryToRemove(Path parent) {
        try {
            var _ = remove(parent);
        } catch (IOException e) {
            LOG.debug("could not look for leftovers in {}", parent, e);
        }
    }

    /** Removes what can be removed, and returns it. */
    static List<Path> remove(Path parent) throws IOException {
        List<Path> removed = new ArrayList<>();
        try (Stream<Path> children = Files.list(parent)) {
            for (Path child : children.filter(PrivateDirectory::isLeftover).toList()) {
                if (tryToRemoveOne(child)) {
                    removed.add(child);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return removed;
    }

    private static boolean tryToRemoveOne(Path leftover) {
        try {
            // A worker that was stopped with a process of its own running can leave that behind.
            ProcessFamily.killMarkedOfPool(leftover.toString());
            PrivateDirectory.delete(leftover);
            LOG.info("removed {}, which a killed coordinator had left", leftover);
            return true;
        } catch (UncheckedIOException e) {
            LOG.warn("could not remove {}, which a killed coordinator has left", leftover, e);
            return false;
        }
    }
}
