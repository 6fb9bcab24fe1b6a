package org.sempool.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Finds and reads queues of one kind. Found with ServiceLoader. */
public interface Inspector {
    /**
     * What there is to look at of this user's, in the places where it is by default.
     *
     * @return paths for {@link #look}
     * @throws IOException if it cannot be looked for
     */
    List<Path> find() throws IOException;

    /**
     * Whether a path is one for {@link #look}.
     *
     * @param path any path
     * @return whether it is named and made as such
     */
    boolean knows(Path path);

    /**
     * Looks at it once. What others change meanwhile may be seen before or after the change; each
     * slot is seen as it was at one moment.
     *
     * @param path what {@link #find} returned, or {@link #knows}
     * @return what was seen
     * @throws IOException if it is gone, damaged, or belongs to somebody else
     */
    Snapshot look(Path path) throws IOException;
}
