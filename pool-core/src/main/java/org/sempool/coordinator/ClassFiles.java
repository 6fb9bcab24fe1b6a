package org.sempool.coordinator;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files from which the workers load classes, as they are when the pool starts: jars, including
 * those that their manifests name, and class files in directories. If one of them changes, a worker
 * that starts later, or that reads the changed file, would mix two versions of the program.
 *
 * <p>Not noticed: a class file that is added, and a change that keeps a file's size and time.
 * Directories with very many files, such as a home directory, are not watched.
 */
final class ClassFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ClassFiles.class);
    private static final int MAX_FILES = 20_000;

    /** Distinguishes versions of a file. */
    private record Stamp(@Nullable Object key, long size, FileTime modified) {
        static Stamp of(BasicFileAttributes file) {
            return new Stamp(file.fileKey(), file.size(), file.lastModifiedTime());
        }

        /** Null if there is no such file. */
        static @Nullable Stamp of(Path file) {
            try {
                return of(Files.readAttributes(file, BasicFileAttributes.class));
            } catch (IOException gone) {
                return null;
            }
        }

        boolean isSameFile(Stamp other) {
            return key != null && key.equals(other.key);
        }
    }

    private final Map<Path, Stamp> jars = new LinkedHashMap<>();
    private final Map<Path, Stamp> inDirectories = new LinkedHashMap<>();

    private ClassFiles() {}

    static ClassFiles of(List<Path> classPath, List<Path> modulePath) {
        ClassFiles files = new ClassFiles();
        classPath.forEach(files::add);
        for (Path entry : modulePath) {
            files.add(entry);
            files.addJarsIn(entry);
        }
        return files;
    }

    private void add(Path entry) {
        Stamp stamp = Stamp.of(entry);
        // Workers do not need a file that does not exist now.
        if (stamp == null || jars.containsKey(entry)) {
            return;
        }
        if (Files.isDirectory(entry)) {
            addClassesIn(entry);
        } else {
            jars.put(entry, stamp);
            jarsNamedBy(entry).forEach(this::add);
        }
    }

    private void addJarsIn(Path directory) {
        File[] files = directory.toFile().listFiles((_, name) -> name.endsWith(".jar"));
        for (File file : files == null ? new File[0] : files) {
            add(file.toPath());
        }
    }

    private static List<Path> jarsNamedBy(Path jar) {
        List<Path> named = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String value =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String each : value == null ? new String[0] : value.strip().split("\\s+", 0)) {
                named.add(Path.of(jar.toUri().resolve(each)));
            }
        } catch (IOException | RuntimeException notAJar) {
            LOG.debug("{} is not a readable jar; class loaders ignore it, too", jar, notAJar);
        }
        return named;
    }

    private void addClassesIn(Path directory) {
        Map<Path, Stamp> found = new LinkedHashMap<>();
        int[] count = new int[1];
        SimpleFileVisitor<Path> visitor =
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path path, BasicFileAttributes attributes) {
                        return path.equals(directory) || isPackage(path)
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".class")) {
                            found.put(file, Stamp.of(attributes));
                        }
                        return ++count[0] > MAX_FILES
                                ? FileVisitResult.TERMINATE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        // The workers cannot read it either.
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(
                    directory,
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    Integer.MAX_VALUE,
                    visitor);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", directory, e);
        }
        if (count[0] <= MAX_FILES) {
            inDirectories.putAll(found);
        }
    }

    private static boolean isPackage(Path directory) {
        String name = String.valueOf(directory.getFileName());
        return !name.isEmpty()
                && Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(Character::isJavaIdentifierPart);
    }

    /** The change that a worker would see if it started now; empty if there is none. */
    Optional<String> changeForNewWorkers() {
        for (Map<Path, Stamp> files : List.of(jars, inDirectories)) {
            for (Map.Entry<Path, Stamp> file : files.entrySet()) {
                Stamp now = Stamp.of(file.getKey());
                if (!file.getValue().equals(now)) {
                    return Optional.of(describe(file.getKey(), file.getValue(), now));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The change that one of these workers may see; empty if there is none. A worker does not see
     * that a jar is replaced while it has the old one open.
     *
     * @param openFiles the open files of each worker
     */
    Optional<String> changeForWorkers(OpenFilesOfWorkers openFiles) {
        for (Map.Entry<Path, Stamp> file : inDirectories.entrySet()) {
            Stamp now = Stamp.of(file.getKey());
            if (!file.getValue().equals(now)) {
                return Optional.of(describe(file.getKey(), file.getValue(), now));
            }
        }
        for (Map.Entry<Path, Stamp> jar : jars.entrySet()) {
            Stamp then = jar.getValue();
            Stamp now = Stamp.of(jar.getKey());
            if (!then.equals(now) && !isHarmless(then, now, openFiles)) {
                return Optional.of(describe(jar.getKey(), then, now));
            }
        }
        return Optional.empty();
    }

    private static boolean isHarmless(Stamp then, @Nullable Stamp now, OpenFilesOfWorkers open) {
        return (now == null || !then.isSameFile(now))
                && then.key != null
                && open.keys().stream().allMatch(keys -> keys.contains(then.key));
    }

    /** Called only when a jar has changed. */
    @FunctionalInterface
    interface OpenFilesOfWorkers {
        /** For each worker, the keys of its open files. */
        List<Set<Object>> keys();
    }

    private static String describe(Path file, Stamp then, @Nullable Stamp now) {
        String how = now == null ? "removed" : then.isSameFile(now) ? "written to" : "replaced";
        return file
                + " was "
                + how
                + " after the pool was built, and the workers load classes from it; a pool does not"
                + " mix two versions of its classes: build a new one";
    }
}
