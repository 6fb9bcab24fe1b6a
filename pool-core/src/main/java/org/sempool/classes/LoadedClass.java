package org.sempool.classes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A class of this process, and where its class loader found it.
 *
 * @param type the class
 */
record LoadedClass(Class<?> type) {
    /** Its class file's name, relative to an entry of a class path. */
    String file() {
        return fileOf(type.getName());
    }

    static String fileOf(String className) {
        return className.replace('.', '/') + ".class";
    }

    boolean isOfJdk() {
        ClassLoader loader = type.getClassLoader();
        boolean deep = loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
        return deep && type.getModule().isNamed();
    }

    /** Whether its class loader provides its class file. */
    boolean hasFile() {
        return url() != null;
    }

    /** The jar or directory that it comes from, if any. */
    Optional<Path> entry() {
        return Optional.ofNullable(url()).flatMap(url -> ClassPathEntry.having(file(), url));
    }

    private @Nullable URL url() {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? ClassLoader.getSystemResource(file()) : loader.getResource(file());
    }

    /** The class file, if its class loader provides it. */
    Optional<byte[]> code() throws IOException {
        ClassLoader loader = type.getClassLoader();
        try (InputStream in =
                loader == null
                        ? ClassLoader.getSystemResourceAsStream(file())
                        : loader.getResourceAsStream(file())) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    /** Another class, as this one would load it, if it can be loaded. */
    Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, type.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError | RuntimeException notThere) {
            return Optional.empty();
        }
    }

    /** Its class loader's name in messages. */
    String loader() {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? "the bootstrap class loader" : "the class loader " + loader;
    }
}
