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
 * Where the workers' JVMs find their classes.
 *
 * @param classPath the entries of the class path, absolute
 * @param modulePath the entries of the module path, absolute
 * @param modules the modules to resolve; none if the JDK's usual ones suffice
 * @param springBoot the launcher that reads jars within a jar, if there are any
 * @param copies class files that the pool writes for the workers, and removes
 */
public record WorkerClasses(
        List<Path> classPath,
        List<Path> modulePath,
        List<String> modules,
        Optional<SpringBoot> springBoot,
        ClassCopies copies) {
    /** A worker's main class. */
    public static final String MAIN = "org.sempool.worker.WorkerMain";

    private static final String CLASS_PATH = "java.class.path";
    private static final String MODULE_PATH = "jdk.module.path";
    private static final String MAIN_MODULE = "jdk.module.main";

    /** The prefix of modules of the JDK that are resolved only on request. */
    private static final String INCUBATING = "jdk.incubator.";

    /** The paths and modules that this JVM was started with. */
    static WorkerClasses ofThisJvm(ClassCopies copies) {
        List<Path> classPath = new ArrayList<>();
        String given = System.getProperty(CLASS_PATH, "");
        // An empty class path means the current directory to a JVM that starts a class, and nothing
        // to a JVM that starts a module.
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
     * Checks entries that are to be added to a class path; a JVM silently ignores a bad one.
     *
     * @return the entries, absolute
     * @throws IllegalArgumentException if a JVM could not find classes in one of them
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

    /** Why a JVM could not find classes in an entry; empty if it could. */
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

    /**
     * All modules that this JVM has resolved; none if a JVM without flags would resolve the same.
     */
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

    /** The reference from which a module of the JVM's boot layer was made. */
    static Optional<ModuleReference> reference(Module module) {
        if (!module.isNamed() || module.getLayer() != ModuleLayer.boot()) {
            return Optional.empty();
        }
        return ModuleLayer.boot()
                .configuration()
                .findModule(module.getName())
                .map(resolved -> resolved.reference());
    }

    /** These, after others on the module path. */
    WorkerClasses with(AddedModules added) {
        return new WorkerClasses(
                classPath,
                Stream.concat(added.path().stream(), modulePath.stream()).distinct().toList(),
                Stream.concat(modules.stream(), added.names()).distinct().toList(),
                springBoot,
                copies);
    }

    WorkerClasses with(List<Path> otherClassPath, Optional<SpringBoot> launcher) {
        return new WorkerClasses(otherClassPath, modulePath, modules, launcher, copies);
    }

    /**
     * All entries from which a worker reads classes, on its class path or by Spring Boot's loader.
     */
    public List<Path> entries() {
        List<Path> all = new ArrayList<>(classPath);
        springBoot.ifPresent(launcher -> all.addAll(launcher.path()));
        return all;
    }
}
