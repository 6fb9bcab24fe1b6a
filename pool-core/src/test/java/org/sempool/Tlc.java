package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of TLC, the model checker of TLA+, in a separate JVM.
 *
 * @param exitCode 0 if all properties hold
 * @param output all that it printed
 */
record Tlc(int exitCode, String output) {
    private static final Path MODELS = Path.of("src", "test", "tla");

    /** Many times the duration of a run, but less than a build server waits. */
    private static final long MOST_SECONDS = 300;

    private static final int INVARIANT_VIOLATED = 12;
    private static final int LIVENESS_VIOLATED = 13;

    /** {@code <Kill line 3, col 1 to line 3, col 7 of module M>: states found : times taken}. */
    private static final Pattern ACTION =
            Pattern.compile("^<(\\w+) line [^>]*>: \\d+:(\\d+)$", Pattern.MULTILINE);

    private static final Pattern STATES = Pattern.compile("(\\d+) distinct states found, 0 states");

    /** Counts actions, and reports them at the end and in intervals of so many minutes. */
    private static final List<String> COUNTING = List.of("-coverage", "60");

    static String source(String module) throws IOException {
        return Files.readString(MODELS.resolve(module + ".tla"));
    }

    /**
     * Checks a module.
     *
     * @param directory an empty directory, for all files of the run
     * @param counting whether to count how often each action is taken, which takes longer
     */
    static Tlc check(Path directory, String module, String config, boolean counting)
            throws IOException, InterruptedException {
        Files.writeString(directory.resolve(module + ".tla"), source(module));
        Files.writeString(directory.resolve(module + ".cfg"), config);
        Path output = directory.resolve("output.txt");
        Process process =
                new ProcessBuilder(command(directory, module, counting ? COUNTING : List.of()))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(
                    process.waitFor(MOST_SECONDS, TimeUnit.SECONDS),
                    () -> "TLC took too long:\n" + read(output));
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        return new Tlc(process.exitValue(), read(output));
    }

    private static List<String> command(Path directory, String module, List<String> options) {
        List<String> command = new ArrayList<>(options(directory));
        command.addAll(options);
        command.add(module + ".tla");
        return command;
    }

    private static List<String> options(Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Most runs end before a better compiler would pay off.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                // TLC's classes, stored by the first run for the others.
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + Path.of("target", "tlc.jsa").toAbsolutePath(),
                "-Xmx512m",
                // TLC unpacks its standard modules there.
                "-Djava.io.tmpdir=" + directory,
                "-classpath",
                tools().toString(),
                "tlc2.TLC",
                "-nowarning",
                // One state after the other, so that of two violations always the same is found
                // first.
                "-workers",
                "1",
                // A run ends here when no step is possible.
                "-deadlock",
                // Liveness depends on all states, so it is checked once, at the end.
                "-lncheck",
                "final",
                "-metadir",
                directory.resolve("states").toString());
    }

    private static Path tools() {
        try {
            return Path.of(
                    Class.forName("tlc2.TLC")
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
            throw new IllegalStateException("the TLA+ tools are not on the class path", e);
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void assertHolds() {
        assertTrue(output.contains("No error has been found"), output);
        assertEquals(0, exitCode, output);
        assertTrue(STATES.matcher(output).find(), output);
    }

    void assertViolatesInvariant(String invariant) {
        assertTrue(output.contains("Error: Invariant " + invariant + " is violated."), output);
        assertEquals(INVARIANT_VIOLATED, exitCode, output);
    }

    /** TLC does not say which property, so the configuration must have only one. */
    void assertViolatesLiveness() {
        assertTrue(output.contains("Error: Temporal properties were violated."), output);
        assertEquals(LIVENESS_VIOLATED, exitCode, output);
    }

    /**
     * If counted: how often each action was taken; if it consists of several, the least frequent of
     * them.
     */
    Map<String, Long> timesTaken() {
        Map<String, Long> times = new TreeMap<>();
        String last = output.substring(Math.max(0, output.lastIndexOf("coverage statistics")));
        Matcher matcher = ACTION.matcher(last);
        matcher.results()
                .forEach(
                        (MatchResult action) ->
                                times.merge(
                                        action.group(1), Long.valueOf(action.group(2)), Math::min));
        return times;
    }
}
