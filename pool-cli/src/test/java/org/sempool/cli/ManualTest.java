package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Specifies what the build writes for man and for shells; each shell must be installed to count.
 */
final class ManualTest {
    private static final int SECONDS = 30;

    @TempDir private Path directory;

    @BeforeEach
    void write() throws Exception {
        ManualMain.main(new String[] {directory.toString()});
    }

    @Test
    void eachCommandHasAPageWithAllItsOptions() throws Exception {
        CommandLine root = ManualMain.commandLine();
        Set<String> pages = new TreeSet<>(Set.of("pool.1"));
        for (CommandLine command : root.getSubcommands().values()) {
            String name = "pool-" + command.getCommandName() + ".1";
            pages.add(name);
            String page = Files.readString(directory.resolve("man").resolve(name));
            for (OptionSpec option : command.getCommandSpec().options()) {
                String term = option.longestName().replace("-", "\\-");
                assertTrue(page.contains(term), name + " has no " + term);
            }
            assertFalse(page.contains("${") || page.contains("%%"), name);
        }

        try (Stream<Path> files = Files.list(directory.resolve("man"))) {
            assertEquals(
                    pages,
                    files.map(file -> file.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mandoc -Tlint -W warning", "groff -man -ww -Tutf8 -z"})
    void thePagesAreWithoutFault(String checker) throws Exception {
        assumeInstalled(List.of(checker.split(" ", -1)).getFirst());

        assertEquals("", bash(checker + " man/*.1 2>&1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool sub | submit",
                "pool submit --work | --workers",
                "pool submit --transport chr | chronicle",
                "pool submit --output its | its name",
                "pool submit --classpath its | its name",
                "pool submit echo its | its name",
                "pool exec echo its | its name",
                "pool completion z | zsh",
            })
    void bashCompletesCommandsOptionsValuesAndFiles(String line, String expected) throws Exception {
        Files.createFile(directory.resolve("its name"));

        String words = "COMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));";
        String offered =
                bash(
                        ". completion/pool.bash; COMP_LINE='"
                                + line
                                + "'; COMP_POINT=${#COMP_LINE}; "
                                + words
                                + " _complete_pool; printf '%s\\n' \"${COMPREPLY[@]}\"");

        assertTrue(offered.lines().anyMatch(expected::equals), offered);
    }

    @ParameterizedTest
    @CsvSource({"bash, pool.bash", "zsh, _pool", "fish, pool.fish"})
    void eachShellCanReadItsScript(String shell, String file) throws Exception {
        assumeInstalled(shell);

        assertEquals("", bash(shell + " -n completion/" + file + " 2>&1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool sub | submit",
                "pool submit --work | --workers",
                "pool submit --transport chr | chronicle",
                "pool submit --output its | its name",
                "pool submit echo its | its name",
            })
    void fishCompletesTheSame(String line, String expected) throws Exception {
        assumeInstalled("fish");
        Files.createFile(directory.resolve("its name"));

        String offered =
                bash(
                        "HOME=$PWD fish --no-config -c 'source completion/pool.fish; complete -C \""
                                + line
                                + "\"' 2>&1");

        assertTrue(
                offered.lines()
                        .map(each -> List.of(each.split("\t", -1)).getFirst())
                        .anyMatch(expected::equals),
                offered);
    }

    @Test
    void theCommandPrintsWhatTheBuildWrites() throws Exception {
        for (Completion shell : Completion.values()) {
            assertEquals(
                    Files.readString(directory.resolve("completion").resolve(shell.fileName())),
                    PoolCommand.run(directory, "completion", "" + shell).out());
        }
    }

    private static void assumeInstalled(String program) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", program)), program + " is not installed");
    }

    private String bash(String script) throws Exception {
        Path output = directory.resolve("output");
        Process bash =
                new ProcessBuilder(List.of("bash", "--norc", "-c", script))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(bash.waitFor(SECONDS, TimeUnit.SECONDS), script);
        } finally {
            bash.destroyForcibly();
        }
        return Files.readString(output);
    }
}
