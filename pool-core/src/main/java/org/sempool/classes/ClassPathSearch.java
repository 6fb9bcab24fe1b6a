package org.sempool.classes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** Finds files on a class path as a JVM does: the manifest of a jar may name other jars. */
final class ClassPathSearch implements AutoCloseable {
    private final URLClassLoader loader;

    private ClassPathSearch(URLClassLoader loader) {
        this.loader = loader;
    }

    static ClassPathSearch in(Collection<Path> classPath) {
        return new ClassPathSearch(
                new URLClassLoader(
                        classPath.stream().map(ClassPathSearch::url).toArray(URL[]::new), null));
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar or directory that contains a file, if there is one. */
    Optional<Path> locate(String file) {
        return Optional.ofNullable(loader.findResource(file))
                .flatMap(found -> ClassPathEntry.having(file, found));
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
