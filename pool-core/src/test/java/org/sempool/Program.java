package org.sempool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.slf4j.LoggerFactory;

/** A small program that embeds the pool; a test compiles it and runs it as users run theirs. */
final class Program {
    /**
     * A pool with one worker and one job, which is the first argument; the others are settings. It
     * prints the result or the exception.
     */
    private static final String MAIN =
            """
            package app;

            import java.nio.file.Path;
            import org.sempool.*;

            public class Main {
                public static class Upper implements JobHandler<String, String> {
                    public String handle(String job, JobContext context) throws Exception {
                        if (job.startsWith("load ")) {
                            return Class.forName(job.substring(5)).getName();
                        }
                        if (job.startsWith("log ")) {
                            Object log =
                                    Class.forName("org.slf4j.LoggerFactory")
                                            .getMethod("getLogger", String.class)
                                            .invoke(null, "app.Log");
                            Class.forName("org.slf4j.Logger")
                                    .getMethod("warn", String.class)
                                    .invoke(log, job.substring(4));
                        }
                        return job.toUpperCase();
                    }
                }

                public static void main(String[] args) {
                    var builder = WorkerPool.builder(Upper.class).workers(1);
                    for (int i = 1; i < args.length; i++) {
                        String[] setting = args[i].split("=");
                        switch (setting[0]) {
                            case "workingDirectory" ->
                                    builder.workingDirectory(Path.of(setting[1]));
                            case "modulePath" -> builder.modulePath(Path.of(setting[1]));
                            case "transport" -> builder.transport(setting[1]);
                            default -> builder.transportOption(setting[0], setting[1]);
                        }
                    }
                    try (var pool = builder.build()) {
                        System.out.println("result: " + pool.submit(args[0]).join());
                    } catch (Throwable e) {
                        System.out.println("thrown: " + e);
                    }
                }
            }
            """;

    private final Path directory;

    Program(Path directory) {
        this.directory = directory;
    }

    /** Compiles the program into a directory below the test's; returns that. */
    Path compileMain(String into, String... moduleDeclaration) throws IOException {
        Path sources = Files.createDirectories(directory.resolve(into + "-src"));
        Path main = sources.resolve("app/Main.java");
        Files.createDirectories(main.getParent());
        Files.writeString(main, MAIN);
        List<Path> files = new ArrayList<>(List.of(main));
        for (String declaration : moduleDeclaration) {
            files.add(Files.writeString(sources.resolve("module-info.java"), declaration));
        }
        return compile(into, files, moduleDeclaration.length > 0);
    }

    /** Compiles an empty class. */
    Path compilePlain(String into, String packageName, String... moduleDeclaration)
            throws IOException {
        Path sources = Files.createDirectories(directory.resolve(into + "-src"));
        List<Path> files = new ArrayList<>();
        files.add(
                Files.writeString(
                        sources.resolve("Plain.java"),
                        "package " + packageName + "; public class Plain {}"));
        for (String declaration : moduleDeclaration) {
            files.add(Files.writeString(sources.resolve("module-info.java"), declaration));
        }
        return compile(into, files, moduleDeclaration.length > 0);
    }

    /** Compiles a module of one class. */
    Path compileModule(String into, String className, String source, String moduleDeclaration)
            throws IOException {
        Path sources = Files.createDirectories(directory.resolve(into + "-src"));
        Path file = sources.resolve(className.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Path module = Files.writeString(sources.resolve("module-info.java"), moduleDeclaration);
        return compile(into, List.of(file, module), true);
    }

    /** Compiles a class of the unnamed package. */
    Path compileSource(String into, String name, String source, Path... classPath)
            throws IOException {
        Path sources = Files.createDirectories(directory.resolve(into + "-src"));
        Path file = Files.writeString(sources.resolve(name + ".java"), source);
        return compile(into, List.of(file), false, classPath);
    }

    private Path compile(String into, List<Path> files, boolean asModule, Path... more)
            throws IOException {
        Path classes = directory.resolve(into);
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(asModule ? "--module-path" : "--class-path", path(core(), more)));
        arguments.addAll(List.of("-d", classes.toString(), "-proc:none", "-nowarn"));
        files.forEach(file -> arguments.add(file.toString()));
        int code =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, arguments.toArray(new String[0]));
        if (code != 0) {
            throw new AssertionError(files + " do not compile");
        }
        return classes;
    }

    /** The pool and what it needs. */
    static List<Path> core() {
        return Stream.of(WorkerPool.class, LoggerFactory.class, NullMarked.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .map(Path::of)
                .toList();
    }

    static String path(List<Path> entries, Path... more) {
        return Stream.concat(entries.stream(), Arrays.stream(more))
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    /** Runs {@code java} in an empty directory; returns what the program prints. */
    String java(String... args) throws IOException, InterruptedException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        return java(empty, args);
    }

    static String java(Path where, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(List.of(args));
        TestJvm.Outcome outcome = TestJvm.run(command, where);
        return outcome.all()
                .lines()
                .filter(line -> line.matches("(result|thrown): .*"))
                .findFirst()
                .orElse(outcome.all());
    }
}
