package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Specifies that the recipes for {@code pool exec} do what GNU parallel's do. */
@Timeout(120)
final class RecipesIT {
    private static final Path PAGE = PoolScript.ROOT.resolve("pool-cli/docs/recipes.md");
    private static final Pattern BLOCK =
            Pattern.compile("```sh\n(.*?)\n(.*?)\n```", Pattern.DOTALL);
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir private Path directory;

    /** Their command, and ours. */
    record Recipe(String theirs, String ours) {}

    /** What a command has printed, and all files after it. */
    record Outcome(int code, String out, String err, Map<String, String> files) {}

    static List<Recipe> recipes() throws IOException {
        List<Recipe> recipes =
                BLOCK.matcher(Files.readString(PAGE))
                        .results()
                        .map(found -> new Recipe(found.group(1), found.group(2)))
                        .toList();
        assertTrue(recipes.size() >= 25, recipes.size() + " recipes");
        return recipes;
    }

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theyDoTheSame(Recipe recipe) throws Exception {
        assertTrue(recipe.ours.contains("pool exec"), "the second command is ours");
        Path work = Files.createDirectory(directory.resolve("work"));

        prepare(work);
        Map<String, String> before = files(work);
        Outcome ours = run(work, recipe.ours);

        assertFalse(ours.err.contains("Usage:") || ours.code == 2, ours.err);
        assertTrue(!ours.out.isEmpty() || !ours.files.equals(before), "it does something");

        assumeTrue(isInstalled(recipe), "GNU parallel is not installed");
        prepare(work);
        Outcome theirs = run(work, recipe.theirs);

        boolean isOrdered = recipe.theirs.contains(" -k ");
        assertEquals(
                isOrdered ? theirs.out : sorted(theirs.out),
                isOrdered ? ours.out : sorted(ours.out),
                theirs.err + ours.err);
        assertEquals(theirs.files, ours.files);
    }

    private static String sorted(String text) {
        return text.lines().sorted().collect(Collectors.joining("\n"));
    }

    private static boolean isInstalled(Recipe recipe) throws Exception {
        return !recipe.theirs.contains("parallel")
                || new ProcessBuilder("sh", "-c", "parallel --version | grep -q GNU")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }

    /** The files that the recipes are about, and no others. */
    private static void prepare(Path work) throws IOException {
        try (Stream<Path> old = Files.walk(work)) {
            for (Path file : old.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (!file.equals(work)) {
                    Files.delete(file);
                }
            }
        }
        Files.writeString(work.resolve("a.txt"), "one 1\ntwo 2\none 1\n");
        Files.writeString(work.resolve("b c.txt"), "three 3\n");
        Files.writeString(work.resolve("it's.txt"), "");
        Files.writeString(work.resolve("list"), "a.txt\nlist2\n");
        Files.writeString(work.resolve("list2"), "x\n");
        Files.writeString(work.resolve("commands"), "echo a; echo b\nexpr 1 + 2\n");
        Files.writeString(work.resolve("colours"), "red\ngreen\n");
        Files.writeString(work.resolve("sizes"), "S\nM\n");
        Files.writeString(work.resolve("table.tsv"), "city\tpeople\nRome\t2755309\nBern\t134506\n");
        Files.writeString(work.resolve("genes.fasta"), ">one\nACGT\nAC\n>two\nTT\n>three\nG\n");
        Files.writeString(
                work.resolve("numbers"),
                IntStream.range(0, 12_345)
                        .mapToObj(number -> number + "\n")
                        .collect(Collectors.joining()));
        Files.createDirectory(work.resolve("photos"));
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.toList()) {
                // It becomes a part of compressed files.
                Files.setLastModifiedTime(file, LONG_AGO);
            }
        }
    }

    private Outcome run(Path work, String command) throws Exception {
        Path home = directory.resolve("home");
        Files.createDirectories(home.resolve(".parallel"));
        // It asks to be cited otherwise.
        Files.writeString(home.resolve(".parallel/will-cite"), "");
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", command)
                        .directory(work.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.put("PATH", PoolScript.SCRIPT.getParent() + ":" + environment.get("PATH"));
        environment.put("JAVA_OPTS", PoolScript.SHORT_LIVED);
        environment.put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        assertTrue(process.waitFor(100, TimeUnit.SECONDS), command);
        return new Outcome(
                process.exitValue(), Files.readString(out), Files.readString(err), files(work));
    }

    private static Map<String, String> files(Path work) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        work.relativize(file).toString(),
                        Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}
