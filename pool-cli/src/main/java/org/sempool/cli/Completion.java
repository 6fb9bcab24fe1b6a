package org.sempool.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Scripts that complete the command's words, made from its options. */
enum Completion {
    BASH("pool.bash") {
        // What picocli takes for a file's name is what has the type Path.
        @Override
        String script(CommandLine root) {
            for (CommandLine command : root.getSubcommands().values()) {
                CommandSpec spec = command.getCommandSpec();
                List.copyOf(spec.options()).forEach(option -> markFiles(spec, option));
                List.copyOf(spec.positionalParameters())
                        .forEach(positional -> markFiles(spec, positional));
            }
            return AutoComplete.bash(root.getCommandName(), root);
        }
    },
    ZSH("_pool") {
        @Override
        String script(CommandLine root) {
            return new ZshCompletion(root).script();
        }
    },
    FISH("pool.fish") {
        @Override
        String script(CommandLine root) {
            return new FishCompletion(root).script();
        }
    };

    private final String fileName;

    Completion(String fileName) {
        this.fileName = fileName;
    }

    /** The name by which the shell finds it. */
    String fileName() {
        return fileName;
    }

    /**
     * Makes the script.
     *
     * @param root the whole command; it may no longer run afterwards
     */
    abstract String script(CommandLine root);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void markFiles(CommandSpec spec, ArgSpec argument) {
        ValueKind kind = ValueKind.of(argument);
        if (kind != ValueKind.FILE && kind != ValueKind.DIRECTORY) {
            return;
        }
        spec.remove(argument);
        if (argument instanceof OptionSpec option) {
            spec.addOption(
                    OptionSpec.builder(option.names())
                            .arity(option.arity())
                            .paramLabel(option.paramLabel())
                            .type(Path.class)
                            .build());
        } else if (argument instanceof PositionalParamSpec positional) {
            spec.addPositional(
                    PositionalParamSpec.builder()
                            .index(positional.index())
                            .arity(positional.arity())
                            .paramLabel(positional.paramLabel())
                            .type(Path.class)
                            .build());
        }
    }

    /** The subcommands. */
    static List<CommandSpec> commands(CommandLine root) {
        List<CommandSpec> commands = new ArrayList<>();
        root.getSubcommands().values().forEach(line -> commands.add(line.getCommandSpec()));
        return commands;
    }

    /** What a command does, in a line. */
    static String summary(CommandSpec command) {
        return ValueKind.summary(ValueKind.text(command.usageMessage().description()));
    }
}
