package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.cli.PoolScript.Result;

/** Specifies which commands {@code pool exec} makes of its input, by a dry run. */
final class CommandInputTest {
    @TempDir private Path directory;
    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(directory.resolve("in"), "name\tsize\na b\t 1\nc\t2\t3\nd\n");
    }

    private Result run(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("exec", "--dry-run"));
        all.addAll(Arrays.asList(args));
        return PoolCommand.run(directory, all.toArray(String[]::new));
    }

    private void assertCommands(String expected, String... args) throws IOException {
        Result result = run(args);
        assertEquals(expected, result.out().replace("\n", "|"), result.err());
        assertEquals(0, result.code());
    }

    @Test
    void columnsAreValuesWithoutBlanksAroundThem() throws Exception {
        assertCommands("f size name|f 1 'a b'|f 2 c|f '' d|", "-C", "\\t", "f {2} {1}", "" + file);
        assertCommands("f name size|f 'a b' 1|f c 2 3|f d|", "--colsep", "\t", "f {}", "" + file);
        assertCommands("f 1 b|f 2 b|", "-C", "-", "f {2} {3}", ":::", "a-1", "a-2", ":::", "b-c");
    }

    @Test
    void severalLinesOrValuesAreAJob() throws Exception {
        assertCommands("f 1:2 1 2|f 3:'' 3|", "-N2", "f {1}:{2} {}", ":::", "1", "2", "3");
        assertCommands(
                "f d b|f d a|f d -|f d x|",
                "-N",
                "2",
                "f {4} {1}",
                ":::",
                "b",
                "a",
                "-",
                "x",
                ":::",
                "c",
                "d");
        assertCommands("f 2|f ''|", "-N3", "-C", "\\t", "f {6}", "" + file);
    }

    @Test
    void theFirstLineMayHaveNames() throws Exception {
        assertCommands(
                "f 1-'a b'|f 2-c|f ''-d|",
                "--header",
                ":",
                "-C",
                "\\t",
                "f {size}-{name.}",
                "" + file);
        assertCommands(
                "f 1 x|f 2 x|",
                "--header",
                ":",
                "f {n} {a/}",
                ":::",
                "a",
                "/x",
                ":::",
                "n",
                "1",
                "2");
        assertCommands("", "--header", ":", "f {n}", ":::", "n");
    }

    @Test
    void listsMayBeInFiles() throws Exception {
        Path one = Files.writeString(directory.resolve("1"), "a\nb");
        Path two = Files.writeString(directory.resolve("2"), "1\n2\n");

        assertCommands("f 1a|f 2a|f 1b|f 2b|", "f {2}{1}", "::::", "" + one, "" + two);
        assertCommands("f 1a|f 2b|", "f {2}{1}", "::::", "" + one, "::::+", "" + two);
        assertCommands("f 1x|f 2y|", "f {2}{1}", ":::", "x", "y", "::::+", "" + two);
        assertCommands("f 'a\nb'|".replace('\n', '|'), "-0", "f {1}", "::::", "" + one);
    }

    @Test
    void wordsBeforeListsBelongToTheCommand() throws Exception {
        assertCommands("mv -- a a.old|mv -- b b.old|", "mv", "--", "{}", "{}.old", ":::", "a", "b");
    }

    @Test
    void blocksHaveNoValues() throws Exception {
        assertCommands("f 1 {} a{2}|f 2 {} a{2}|", "--pipe", "-N3", "f {#} {} a{2}", "" + file);
        assertCommands("f|f|f|f|", "--pipe", "--block", "1", "f", "" + file);
        assertCommands("f|", "--pipe", "--block", "1", "-0", "f", "" + file);
        assertCommands("f|f|", "--pipe", "--block=1", "--recend=b\\t", "f", "" + file);
        assertCommands("f|f|f|", "--pipe", "--block=1", "--recstart= ", "f", "" + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-N0 f ::: a|-N 0 is out of range: it must be 1 or more",
                "-C ( f ::: a|--colsep ( is no regular expression",
                "--header x f ::: a|--header x is not known; write '--header :'",
                "--header : f ::: a :::|with --header, each list begins with a name",
                "--block 5 f ::: a|--block is about blocks of the input; add --pipe",
                "--recend x f|--recend is about blocks of the input; add --pipe",
                "--pipe --block 0 f|--block 0 is out of range: it must be 1 to ",
                "--pipe --block 1g f|--block 1073741824 is out of range",
                "--pipe f ::: a|leave out what begins with :::",
                "--pipe -C x f|--colsep is about values, which there are none of with --pipe",
                "-N2 f{3} ::: a b|the command has {3}, but a job has 2 values",
                "f ::: a :::: no-file|there is no input file no-file",
                "f -l no-file|there is no input file -l; if it is a part of the command, put all",
                "f ::::+ x|there is no input file x",
                "f ::::+|::::+ links a list with the one before; begin with ::: or ::::",
            })
    void badUsageIsExplained(String line, String message) throws Exception {
        Result result = run(line.split(" "));

        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(message), result.err());
    }

    @Test
    void aNulInAFileOfValuesIsAnError() throws Exception {
        Path nul = Files.writeString(directory.resolve("nul"), "a\nb\0");

        Result result = run("f", "::::", "" + nul);

        assertEquals(2, result.code());
        assertTrue(result.err().contains("nul:2: it contains a NUL"), result.err());
    }
}
