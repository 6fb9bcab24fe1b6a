package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.WorkerPoolBuilder;
import org.sempool.WorkerSettings;
import picocli.CommandLine;

/** Specifies that the pool's messages name settings by the command's options. */
final class OptionNamesTest {
    /** Settings that only a program can give, or whose options have names of their own. */
    private static final Set<String> NO_OPTION =
            Set.of(
                    "callbackExecutor",
                    "handlerArgument",
                    "listener",
                    "name",
                    "remoteExceptions",
                    "stopAtExit",
                    "submitterCodecs",
                    "transportOption");

    @Test
    void everySettingOfAPoolHasAName() {
        Set<String> settings =
                Stream.of(WorkerPoolBuilder.class.getMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> isSetter(method.getReturnType()))
                        .map(Method::getName)
                        .collect(Collectors.toCollection(TreeSet::new));

        settings.removeAll(OptionNames.BY_SETTING.keySet());

        assertEquals(NO_OPTION, settings);
    }

    private static boolean isSetter(Class<?> returned) {
        return returned == WorkerPoolBuilder.class || returned == WorkerSettings.class;
    }

    /** A transport's own options, too: {@code --slow-motion} is none of the pool's. */
    @Test
    void everyOptionOfATransportHasASetting() {
        Set<String> options =
                new TreeSet<>(
                        CommandLine.Model.CommandSpec.forAnnotatedObject(new TransportOptions())
                                .optionsMap()
                                .keySet());

        options.removeAll(OptionNames.BY_SETTING.values());

        assertEquals(Set.of("--slow-motion"), options);
    }

    @Test
    void everyNameIsAnOptionOfTheCommand() {
        Ending ending = new Ending(_ -> {}, _ -> {});
        Console console = new Console(_ -> {}, false);
        StandardOutput output = StandardOutput.install(StandardCharsets.UTF_8, console, ending);
        Set<String> names = new TreeSet<>(OptionNames.BY_SETTING.values());

        names.removeAll(
                new CommandLine(new SubmitCommand(new BatchRunner(console, output, ending)))
                        .getCommandSpec()
                        .optionsMap()
                        .keySet());

        assertEquals(Set.of(), names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "workers=0 is out of range | --workers 0 is out of range",
                "attempts=1 leaves none for retryFailures | --attempts 1 leaves none for --retries",
                "add to it with classPath(...) | add to it with --classpath",
                "with the transport option \"directory\" | with --directory",
                "the transport option \"directory\" or \"data-dir\" | --directory or --data-dir",
                "(transport option \"directory\"): | (--directory):",
                "within startTimeout=50 ms | within --start-timeout 50 ms",
                "use transport=shm | use --transport shm",
                // These are not settings.
                "the queue of two workers in /tmp/queue=1/x | the queue of two workers in /tmp/queue=1/x",
                "subworkers=3 | subworkers=3",
            })
    void settingsAreNamedLikeTheOptions(String message, String expected) {
        assertEquals(expected, OptionNames.in(message));
    }
}
