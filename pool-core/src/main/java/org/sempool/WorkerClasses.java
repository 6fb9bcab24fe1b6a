package org.sempool;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers' JVMs find classes: where this JVM does, on its class path and its module path.
 * What other class loaders of this process have, the workers have not.
 *
 * @param classPath the entries of the class path, absolute
 * @param modulePath the entries of the module path, absolute
 * @param modules the modules to resolve; none if the JDK's usual ones do
 */
record WorkerClasses(List<Path> classPath, List<Path> modulePath, List<String> modules) {
    private static final String CLASS_PATH = "java.class.path";
    private static final String MODULE_PATH = "jdk.module.path";
    private static final String MAIN_MODULE = "jdk.module.main";

    /** Of the JDK, but not resolved unless they are asked for. */
    private static final String INCUBATING = "jdk.incubator.";

    /**
     * As this JVM was started.
     *
     * @param first comes before its class path
     */
    static WorkerClasses ofThisJvm(List<Path> first) {
        List<Path> classPath = new ArrayList<>(first);
        String given = System.getProperty(CLASS_PATH, "");
        // An empty one is the current directory to a JVM that starts a class, as this one may be
        // too, and nothing at all to one that starts a module.
        if (!given.isEmpty() || System.getProperty(MAIN_MODULE) == null) {
            split(given).forEach(classPath::add);
        }
        String modulePath = System.getProperty(MODULE_PATH);
        return new WorkerClasses(
                classPath,
                modulePath == null ? List.of() : split(modulePath).toList(),
                modulesOfThisJvm());
    }

    /** What keeps classes from being found there; a JVM passes over such an entry in silence. */
    static Optional<String> problemOf(Path entry) {
        if (!Files.exists(entry)) {
            return Optional.of("does not exist");
        }
        if (!Files.isReadable(entry)) {
            return Optional.of("cannot be read");
        }
        if (Files.isDirectory(entry)) {
            return Optional.empty();
        }
        try (ZipFile _ = new ZipFile(entry.toFile())) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("is neither a directory nor a whole jar: " + e.getMessage());
        }
    }

    private static Stream<Path> split(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath());
    }

    /** All that this JVM has resolved, by whatever flags, unless a JVM without flags would. */
    private static List<String> modulesOfThisJvm() {
        List<String> all =
                ModuleLayer.boot().modules().stream().map(Module::getName).sorted().toList();
        boolean usual =
                !WorkerClasses.class.getModule().isNamed()
                        && ModuleLayer.boot().modules().stream().allMatch(WorkerClasses::isUsual);
        return usual ? List.of() : all;
    }

    private static boolean isUsual(Module module) {
        return reference(module).flatMap(ModuleReference::location).stream()
                        .allMatch(location -> "jrt".equals(location.getScheme()))
                && !module.getName().startsWith(INCUBATING);
    }

    private static Optional<ModuleReference> reference(Module module) {
        if (!module.isNamed() || module.getLayer() != ModuleLayer.boot()) {
            return Optional.empty();
        }
        return ModuleLayer.boot()
                .configuration()
                .findModule(module.getName())
                .map(resolved -> resolved.reference());
    }

    /** The jar or directory where a worker finds a class of this name, if there is any. */
    Optional<Path> locate(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        try {
            Optional<ModuleReference> module = reference(type.getModule());
            return module.isPresent() ? locate(file, module.get()) : locateOnClassPath(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for " + file, e);
        }
    }

    private static Optional<Path> locate(String file, ModuleReference module) throws IOException {
        try (ModuleReader reader = module.open()) {
            return reader.find(file).isPresent()
                    ? module.location().map(Path::of)
                    : Optional.empty();
        }
    }

    /** As a JVM does: manifests of jars may name other jars. */
    private Optional<Path> locateOnClassPath(String file) throws IOException {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = url(classPath.get(i));
        }
        try (URLClassLoader loader = new URLClassLoader(urls, null)) {
            URL found = loader.findResource(file);
            return found == null ? Optional.empty() : Optional.of(entry(found, file));
        }
    }

    private static URL url(Path entry) throws MalformedURLException {
        return entry.toUri().toURL();
    }

    private static Path entry(URL found, String file) throws IOException {
        try {
            if (found.openConnection() instanceof JarURLConnection jar) {
                return Path.of(jar.getJarFileURL().toURI());
            }
            Path path = Path.of(found.toURI());
            for (int names = Path.of(file).getNameCount(); names > 0; names--) {
                path = parent(path);
            }
            return path;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Path parent(Path path) throws IOException {
        @Nullable Path parent = path.getParent();
        if (parent == null) {
            throw new IOException(path + " has no parent");
        }
        return parent;
    }
}
