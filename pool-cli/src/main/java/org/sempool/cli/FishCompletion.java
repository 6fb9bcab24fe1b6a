package org.sempool.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The script for fish: a line for each option. */
final class FishCompletion {
    private final CommandLine root;
    private final StringBuilder script = new StringBuilder();

    FishCompletion(CommandLine root) {
        this.root = root;
    }

    String script() {
        List<CommandSpec> commands = Completion.commands(root);
        script.append("# Completes pool in fish. Written by 'pool completion fish'.\n");
        line("", "-f");
        String names = commands.stream().map(CommandSpec::name).collect(Collectors.joining(" "));
        String none = "not __fish_seen_subcommand_from " + names;
        root.getCommandSpec().options().forEach(option -> option(none, option));
        for (CommandSpec command : commands) {
            line(none, "-a " + command.name() + described(Completion.summary(command)));
        }
        for (CommandSpec command : commands) {
            String here = "__fish_seen_subcommand_from " + command.name();
            command.options().forEach(option -> option(here, option));
            command.positionalParameters().stream()
                    .filter(positional -> ValueKind.of(positional) != ValueKind.OTHER)
                    .forEach(positional -> line(here, values(positional).replace("-r ", "")));
        }
        return script.toString();
    }

    private void option(String condition, OptionSpec option) {
        StringBuilder flags = new StringBuilder();
        for (String name : option.names()) {
            if (name.startsWith("--")) {
                flags.append("-l ").append(name, 2, name.length()).append(' ');
            } else {
                flags.append(name.length() == 2 ? "-s " : "-o ")
                        .append(name, 1, name.length())
                        .append(' ');
            }
        }
        String values = values(option);
        flags.append(values).append(described(ValueKind.summary(ValueKind.help(option))));
        line(condition, flags.toString());
    }

    private static String values(ArgSpec argument) {
        return switch (ValueKind.of(argument)) {
            case NONE -> "";
            case FILE -> "-r -F";
            case DIRECTORY -> "-x -a " + quote("(__fish_complete_directories)");
            case WORD -> "-x -a " + quote(String.join(" ", ValueKind.words(argument)));
            case OTHER -> "-x";
        };
    }

    private static String described(String text) {
        return " -d " + quote(text);
    }

    private void line(String condition, String flags) {
        script.append("complete -c pool ");
        if (!condition.isEmpty()) {
            script.append("-n ").append(quote(condition)).append(' ');
        }
        script.append(flags.strip()).append('\n');
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
