import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * Compiles and runs the stress tests of a module: {@code Stress sources target harness-options...}
 * with the module's class path. Ends with what the harness ends with: 0 if all came out as allowed.
 *
 * <p>The compiler plugin cannot do it: the harness generates code that our checks reject.
 */
final class Stress {
    /** Many times what the quick mode takes; for longer ones there is a limit, too. */
    private static final long MOST_MINUTES = 120;

    private static final String PROCESSOR =
            "org.openjdk.jcstress.infra.processors.JCStressTestProcessor";

    public static void main(String[] args) throws IOException, InterruptedException {
        Path sources = Path.of(args[0]);
        Path target = Path.of(args[1]);
        String classes = target.resolve("classes").toString();
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");

        deleteAll(target);
        Files.createDirectories(Path.of(classes));
        compile(sources, classes, classPath);

        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The JVMs that the harness starts inherit these. It takes for a result whatever is named
        // Result, ours too, and so cannot find out by itself that it may pad its own.
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-RestrictContended"));
        command.addAll(List.of("-cp", classPath, "org.openjdk.jcstress.Main"));
        command.addAll(List.of("-r", target.resolve("report").toString()));
        command.addAll(List.of(args).subList(2, args.length));
        // It leaves its raw results where it is run.
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

    private static void compile(Path sources, String classes, String classPath) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-processor", PROCESSOR, "-cp", classPath, "-d", classes));
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
