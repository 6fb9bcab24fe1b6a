package org.sempool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts a main class of the tests in a separate JVM. */
public final class TestJvm {
    /** For a child's own start, and for its workers'. */
    private static final String ARCHIVE = "sempool.worker.archive";

    private static final long PATIENCE_SECONDS = 180;

    private TestJvm() {}

    /**
     * How a JVM ended.
     *
     * @param code its exit code
     * @param all what it wrote
     */
    public record Outcome(int code, String all) {
        /** The rest of the lines that begin with a mark. */
        public List<String> lines(String mark) {
            return all.lines()
                    .filter(line -> line.startsWith(mark))
                    .map(line -> line.substring(mark.length()))
                    .toList();
        }
    }

    /** Runs a command to its end. A command that hangs is killed and is an error. */
    public static Outcome run(List<String> command) throws IOException, InterruptedException {
        return run(command, Path.of(""));
    }

    /** Runs a command in a directory. */
    public static Outcome run(List<String> command, Path directory)
            throws IOException, InterruptedException {
        return run(command, directory, Map.of());
    }

    /** Runs a command in a directory, with these environment variables besides the usual ones. */
    public static Outcome run(List<String> command, Path directory, Map<String, String> more)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("sempool-test", ".log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(directory.toAbsolutePath().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().putAll(more);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("it hangs:\n" + Files.readString(log));
            }
            return new Outcome(process.exitValue(), Files.readString(log));
        } finally {
            Files.delete(log);
        }
    }

    /** A small JVM with the class path of this one. */
    public static List<String> command(Class<?> main, List<String> flags, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        String archive = System.getProperty(ARCHIVE);
        if (archive != null) {
            command.addAll(
                    List.of("-XX:SharedArchiveFile=" + archive, "-D" + ARCHIVE + "=" + archive));
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(args);
        return command;
    }
}
