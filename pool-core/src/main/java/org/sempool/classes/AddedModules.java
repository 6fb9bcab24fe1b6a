package org.sempool.classes;

import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Modules that the workers have besides those of this process.
 *
 * @param path the entries of the module path, absolute
 * @param finder finds the modules in them
 */
public record AddedModules(List<Path> path, ModuleFinder finder) {
    /** No modules. */
    public static final AddedModules NONE = checked(List.of());

    /**
     * Checks entries of a module path; a JVM ignores one that does not exist.
     *
     * @throws IllegalArgumentException if there is no module in one of them
     */
    public static AddedModules checked(List<Path> entries) {
        List<Path> path = new ArrayList<>();
        for (Path entry : entries) {
            if (entry.toString().contains(File.pathSeparator)) {
                throw refuse(
                        entry,
                        "cannot be used: in a module path, '"
                                + File.pathSeparator
                                + "' separates entries; rename it");
            }
            if (!Files.exists(entry)) {
                throw refuse(entry, "does not exist");
            }
            if (!Files.isReadable(entry)) {
                throw refuse(entry, "cannot be read");
            }
            requireModules(entry);
            path.add(entry.toAbsolutePath());
        }
        return new AddedModules(List.copyOf(path), ModuleFinder.of(path.toArray(new Path[0])));
    }

    private static void requireModules(Path entry) {
        boolean none;
        try {
            none = ModuleFinder.of(entry).findAll().isEmpty();
        } catch (FindException | SecurityException e) {
            throw refuse(entry, "cannot be read as a module: " + e.getMessage());
        }
        if (none) {
            throw refuse(
                    entry,
                    "has no modules; name a jar, the directory of a module's classes, or a directory"
                            + " of such; classes without a module belong on the classPath(...)");
        }
    }

    /** The names of all modules. */
    Stream<String> names() {
        return finder.findAll().stream().map(module -> module.descriptor().name());
    }

    Optional<ModuleReference> find(String name) {
        return finder.find(name);
    }

    private static IllegalArgumentException refuse(Path entry, String why) {
        return new IllegalArgumentException("modulePath=" + entry + " " + why);
    }
}
