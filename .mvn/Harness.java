import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * Compiles and runs tests for a harness that generates code, with a module's class path: {@code
 * Harness processor main sources target harness-options...}. Ends with the harness's exit code.
 *
 * <p>The compiler plugin cannot do it: our checks reject the generated code.
 */
final class Harness {
    /** Many times what the quick modes take; it also limits longer ones. */
    private static final long MOST_MINUTES = 120;

    public static void main(String[] args) throws IOException, InterruptedException {
        String processor = args[0];
        String main = args[1];
        Path sources = Path.of(args[2]);
        Path target = Path.of(args[3]);
        String classes = target.resolve("classes").toString();
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");

        deleteAll(target);
        Files.createDirectories(Path.of(classes));
        compile(processor, sources, classes, classPath);

        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The JVMs that a harness starts inherit these. JCStress takes every class named Result for
        // one of its own, including ours, and so cannot detect by itself that it may pad its own.
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-RestrictContended"));
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(args).subList(4, args.length));
        // Some harnesses leave their raw results in the working directory.
        Process harness =
                new ProcessBuilder(command).directory(target.toFile()).inheritIO().start();
        if (!harness.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            System.err.println(
                    "the harness hangs, or takes more than " + MOST_MINUTES + " minutes");
            harness.descendants().forEach(ProcessHandle::destroyForcibly);
            harness.destroyForcibly();
            System.exit(1);
        }
        System.exit(harness.exitValue());
    }

    private static void compile(String processor, Path sources, String classes, String classPath)
            throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-processor", processor, "-cp", classPath, "-d", classes));
        try (var files = Files.walk(sources)) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .forEach(arguments::add);
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        if (javac.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            System.exit(1);
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }
}
