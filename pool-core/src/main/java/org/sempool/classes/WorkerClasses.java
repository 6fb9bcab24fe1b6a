package org.sempool.classes;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Where the workers' JVMs find classes.
 *
 * @param classPath the entries of the class path, absolute
 * @param modulePath the entries of the module path, absolute
 * @param modules the modules to resolve; none if the JDK's usual ones do
 * @param springBoot by whom jars within a jar are read, if there are any
 * @param copies class files that the pool writes for them, and removes
 */
public record WorkerClasses(
        List<Path> classPath,
        List<Path> modulePath,
        List<String> modules,
        Optional<SpringBoot> springBoot,
        ClassCopies copies) {
    /** What a worker runs. */
    public static final String MAIN = "org.sempool.worker.WorkerMain";

    private static final String CLASS_PATH = "java.class.path";
    private static final String MODULE_PATH = "jdk.module.path";
    private static final String MAIN_MODULE = "jdk.module.main";

    /** Of the JDK, but not resolved unless they are asked for. */
    private static final String INCUBATING = "jdk.incubator.";

    /** As this JVM was started. */
    static WorkerClasses ofThisJvm(ClassCopies copies) {
        List<Path> classPath = new ArrayList<>();
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
                modulesOfThisJvm(),
                Optional.empty(),
                copies);
    }

    /**
     * Checks what is to be added to a class path, as a JVM passes over a bad entry in silence.
     *
     * @return the entries, absolute
     * @throws IllegalArgumentException if no class can be found in one of them
     */
    public static List<Path> checkEntries(List<Path> entries) {
        for (Path entry : entries) {
            Optional<String> problem = problemOf(entry);
            if (problem.isPresent()) {
                throw new IllegalArgumentException("classPath=" + entry + " " + problem.get());
            }
        }
        return entries.stream().map(Path::toAbsolutePath).toList();
    }

    private static Optional<String> problemOf(Path entry) {
        if (entry.toString().contains(File.pathSeparator)) {
            return Optional.of(
                    "cannot be used: in a class path, '"
                            + File.pathSeparator
                            + "' separates entries; rename it");
        }
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

    /** What a module of the JVM's own layer was made from. */
    static Optional<ModuleReference> reference(Module module) {
        if (!module.isNamed() || module.getLayer() != ModuleLayer.boot()) {
            return Optional.empty();
        }
        return ModuleLayer.boot()
                .configuration()
                .findModule(module.getName())
                .map(resolved -> resolved.reference());
    }

    WorkerClasses with(List<Path> otherClassPath, Optional<SpringBoot> launcher) {
        return new WorkerClasses(otherClassPath, modulePath, modules, launcher, copies);
    }

    /** All entries that a worker reads classes from, by itself or with a loader of its own. */
    public List<Path> entries() {
        List<Path> all = new ArrayList<>(classPath);
        springBoot.ifPresent(launcher -> all.addAll(launcher.path()));
        return all;
    }
}
