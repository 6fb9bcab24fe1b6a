package org.sempool.spi;

import java.nio.file.Path;
import java.util.List;

/**
 * A handler's class, and what distinguishes one version of it from the next: results that are kept
 * belong to one version of one handler.
 *
 * @param name the class name
 * @param homes the jar or directory where the workers find the class, unless they have a copy;
 *     empty if it is not known
 * @param copies a digest of the classes that are in no such file, and of the handler's argument;
 *     empty if there are none
 */
public record HandlerCode(String name, List<Path> homes, String copies) {
    /**
     * Copies the list.
     *
     * @param name the class name
     * @param homes where the workers find the class
     * @param copies a digest of the classes that are in no such file
     */
    public HandlerCode {
        homes = List.copyOf(homes);
    }

    /**
     * A handler that is known only by its name.
     *
     * @param name the class name
     * @return a code without homes and copies
     */
    public static HandlerCode named(String name) {
        return new HandlerCode(name, List.of(), "");
    }
}
