package org.sempool.shm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What killed coordinators of this user could not remove themselves: the next one does. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    static void remove(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            children.filter(PrivateDirectory::isLeftover).forEach(Leftovers::removeOne);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("could not look for leftovers in {}", parent, e);
        }
    }

    private static void removeOne(Path leftover) {
        try {
            PrivateDirectory.delete(leftover);
            LOG.info("removed {}, which a killed coordinator had left", leftover);
        } catch (UncheckedIOException e) {
            LOG.warn("could not remove {}, which a killed coordinator has left", leftover, e);
        }
    }
}
