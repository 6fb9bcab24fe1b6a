package org.sempool.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifies what becomes of a command and a job's values. */
final class CommandTemplateTest {
    private static final CommandJob.Form OF_VALUES = new CommandJob.Form(false, false);
    private static final CommandJob.Form PIPED = new CommandJob.Form(false, true);

    private static CommandTemplate parse(String text) {
        return CommandTemplate.parse(text, OF_VALUES);
    }

    private static final List<String> EVIL =
            List.of(
                    "$(touch PWNED)",
                    "`touch PWNED`",
                    "; touch PWNED",
                    "'; touch PWNED; '",
                    "\"; touch PWNED; \"",
                    "a\\",
                    "a\nb",
                    "  two  blanks ",
                    "-n",
                    "*",
                    "~",
                    "");

    @TempDir private Path directory;

    private static List<String> arguments(String command, String... values) {
        return parse(command).arguments(new CommandTemplate.Values(List.of(values), 7, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "{}, a.b/c.tar.gz",
        "{.}, a.b/c.tar",
        "{/}, c.tar.gz",
        "{//}, a.b",
        "{/.}, c.tar",
        "{1}, a.b/c.tar.gz",
        "{1/.}, c.tar",
        "{#}, 7",
        "{%}, 2"
    })
    void aPlaceIsReplacedByItsPartOfTheValue(String place, String part) {
        List<String> words = arguments("program " + place + " {}", "a.b/c.tar.gz");

        assertEquals(List.of("program", part, "a.b/c.tar.gz"), words);
    }

    @ParameterizedTest
    @CsvSource({
        "{.}, dir.d/name, dir.d/name",
        "{.}, name., name.",
        "{//}, name, .",
        "{//}, /name, /",
        "{/}, dir/, ''"
    })
    void pathsWithoutSomePartAreLeftAsTheyAre(String place, String path, String part) {
        assertEquals(List.of("program", part), arguments("program " + place, path));
    }

    @Test
    void withoutAPlaceTheValueComesLast() {
        assertEquals(List.of("gzip", "-9", "a b"), arguments("gzip -9", "a b"));
        assertEquals(List.of("gzip", "a b"), arguments("gzip", "a b"));
        assertEquals(List.of("echo", "7", "a"), arguments("echo {#}", "a"));
    }

    @Test
    void severalValuesAreSeveralWords() {
        assertEquals(List.of("cp", "a b", "c"), arguments("cp {}", "a b", "c"));
        assertEquals(List.of("cp", "c", "to-a b"), arguments("cp {2} to-{1}", "a b", "c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo {} | cat",
                "cd {}",
                "A=1 env {}",
                "echo '{}'",
                "echo $HOME",
                "{}",
                "time {}",
                "echo {} > {.}.out"
            })
    void onlyCommandsOfPlainWordsNeedNoShell(String command) {
        assertEquals("/bin/sh", arguments(command, "x").getFirst());
        assertEquals("echo", arguments("echo a=b {}", "x").getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf %s {}",
                "printf %s {};",
                "printf %s \"{}\"",
                "printf %s '{}'",
                "printf %s \\\\\\''\"'\"{}\"'' | tail -c +4",
                "x={}; printf %s \"$x\"",
                "f() { printf %s \"$1\"; }; f {}",
                "x=\"$(printf %s. {})\"; printf %s \"${x%.}\"",
                "x=$(printf %s. {}); printf %s \"${x%.}\"",
                "x=\"$(printf %s. \"{}\")\"; printf %s \"${x%.}\"",
                "x=\"$( (printf %s. '{}') )\"; printf %s \"${x%.}\"",
                "x=\"`printf %s. {}`\"; printf %s \"${x%.}\"",
                "x=`printf %s. {}`; printf %s \"${x%.}\"",
                "x=$((1 + (2)))\"\"; printf %s {}"
            })
    void noValueIsEverShellCode(String command) throws Exception {
        for (String value : EVIL) {
            assertEquals(value, run(arguments(command, value)), command);
        }
        assertFalse(Files.exists(directory.resolve("PWNED")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"printf %s {}", "printf %s \"{}\"", "printf %s 'x{}' | tail -c +2; true"})
    void whatADryRunShowsDoesTheSameInAShell(String command) throws Exception {
        for (String value : EVIL) {
            String shown = parse(command).toText(new CommandTemplate.Values(List.of(value), 1, 1));
            assertEquals(value, run(List.of("/bin/sh", "-c", shown)), shown);
        }
        assertFalse(Files.exists(directory.resolve("PWNED")));
    }

    @Test
    void arithmeticGetsTheValueItself() throws Exception {
        assertEquals("10\n", run(arguments("echo $(( ({} + 1) * 2 ))", "4")));
        assertEquals("5 x y\n", run(arguments("echo $(({1}+1)) {2}", "4", "x y")));
    }

    @Test
    void aPlaceThatCannotBeQuotedIsRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> parse("cat <<E\n{}\nE"));
        assertTrue(String.valueOf(e.getMessage()).contains("here-document"), e.getMessage());
    }

    private String run(List<String> arguments) throws Exception {
        Process process =
                new ProcessBuilder(arguments)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int _ = process.waitFor();
        return output;
    }

    @Test
    void itKnowsWhatItNeeds() {
        assertEquals(3, parse("a {1} {3.} {2}").highestNumber());
        assertEquals(0, parse("a {}").highestNumber());
        assertTrue(parse("a {#}").hasJobNumber());
        assertFalse(parse("a {%}").hasJobNumber());
    }

    @Test
    void anEmptyCommandAndOneWithANulAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> parse(" "));
        assertThrows(IllegalArgumentException.class, () -> parse("a\0b"));
    }

    @Test
    void aCommandThatReadsItsJobHasNoValues() {
        CommandTemplate template = CommandTemplate.parse("grep -c 'a{2}' {} {#} {%} {x}", PIPED);

        List<String> arguments = template.arguments(new CommandTemplate.Values(List.of(), 7, 3));

        assertEquals("grep -c 'a{2}' {} \"${1}\" \"${2}\" {x}", arguments.get(2));
        assertEquals(List.of("7", "3"), arguments.subList(4, arguments.size()));
        assertEquals(0, template.highestNumber());
        assertEquals(
                List.of("wc", "-l"),
                CommandTemplate.parse("wc -l", PIPED)
                        .arguments(new CommandTemplate.Values(List.of(), 1, 1)));
    }
}
