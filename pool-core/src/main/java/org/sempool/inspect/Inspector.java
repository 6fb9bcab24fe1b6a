package org.sempool.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Finds and reads queues of one kind. Loaded with ServiceLoader. */
public interface Inspector {
    /**
     * Names what it can read.
     *
     * @return words in the plural for a message, such as {@code pools of the transport shm}
     */
    String subject();

    /**
     * Finds this user's queues in their default places.
     *
     * @return paths for {@link #look}
     * @throws IOException if the search fails
     */
    List<Path> find() throws IOException;

    /**
     * Whether {@link #look} can read a path.
     *
     * @param path any path
     * @return whether its name and its files are those of such queues
     */
    boolean knows(Path path);

    /**
     * Reads the queues once. A concurrent change may or may not be seen; each slot is seen as it
     * was at one moment.
     *
     * @param path a path that {@link #find} returned or {@link #knows} accepts
     * @return what was seen
     * @throws IOException if it is gone, is damaged, or belongs to another user
     */
    Snapshot look(Path path) throws IOException;
}
