package org.sempool.classes;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a class loader asks its parent last, as those of servlet containers do. It is
 * asked for files that both of them have: a class, the manifest of some jar, and a directory.
 */
final class ChildFirst {
    private ChildFirst() {}

    /**
     * @param file the file of a class that the loader has
     */
    static boolean is(URLClassLoader loader, String file) {
        return Stream.of(file, JarFile.MANIFEST_NAME, "")
                .anyMatch(name -> prefersOwn(loader, name));
    }

    private static boolean prefersOwn(URLClassLoader loader, String name) {
        String own = text(loader.findResource(name));
        ClassLoader parent = loader.getParent();
        String before =
                text(
                        parent == null
                                ? ClassLoader.getSystemResource(name)
                                : parent.getResource(name));
        return !own.isEmpty()
                && !before.isEmpty()
                && !own.equals(before)
                && own.equals(text(loader.getResource(name)));
    }

    /** Not compared as URLs, which would ask for the addresses of hosts. */
    private static String text(@Nullable URL url) {
        return url == null ? "" : url.toString();
    }
}
