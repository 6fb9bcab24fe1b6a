package org.sempool.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs several commands in one JVM, which {@code train.sh} has record what they load: a recording
 * is of one run, and each command is to start quickly. {@code --next} parts the commands.
 */
final class TrainingMain {
    private static final String NEXT = "--next";
    private static final Path NOWHERE = Path.of("/dev/null");

    private TrainingMain() {}

    public static void main(String[] args) throws WriteException {
        Ending ending = Ending.install();
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        Console console = Console.install();
        ending.release(console::release);
        int worst = ExitCode.ALL_SUCCEEDED;
        for (List<String> command : commands(args)) {
            // A command closes its output, so each has one of its own.
            Descriptor nowhere = Descriptor.open(NOWHERE, Descriptor.Creation.NONE);
            StandardOutput output =
                    new StandardOutput(nowhere, System.out.charset(), console, ending);
            int code = new Main(console, output, ending).run(command.toArray(String[]::new));
            worst = Math.max(worst, code);
        }
        console.awaitWritten();
        ending.exit(worst);
    }

    private static List<List<String>> commands(String... args) {
        List<List<String>> commands = new ArrayList<>();
        List<String> rest = Arrays.asList(args);
        while (rest.contains(NEXT)) {
            commands.add(rest.subList(0, rest.indexOf(NEXT)));
            rest = rest.subList(rest.indexOf(NEXT) + 1, rest.size());
        }
        commands.add(rest);
        return commands;
    }
}
