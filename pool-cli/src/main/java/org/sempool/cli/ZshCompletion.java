package org.sempool.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script for zsh, with its function {@code _arguments}. */
final class ZshCompletion {
    private final CommandLine root;
    private final StringBuilder script = new StringBuilder();

    ZshCompletion(CommandLine root) {
        this.root = root;
    }

    String script() {
        List<CommandSpec> commands = Completion.commands(root);
        script.append("#compdef pool\n");
        script.append("# Completes pool in zsh. Written by 'pool completion zsh'.\n");
        script.append("local curcontext=\"$curcontext\" state line\n");
        script.append("typeset -A opt_args\n");
        script.append("local -a commands=(\n");
        for (CommandSpec command : commands) {
            String summary = Completion.summary(command).replace(":", "\\:");
            script.append("  ").append(quote(command.name() + ":" + summary)).append('\n');
        }
        script.append(")\n");
        arguments("", root.getCommandSpec().options(), List.of());
        script.append(" \\\n  '1: :->command' '*:: :->argument'\n");
        script.append("case $state in\n  command) _describe command commands ;;\n");
        script.append("  argument)\n    case $words[1] in\n");
        for (CommandSpec command : commands) {
            script.append("      ").append(command.name()).append(")\n");
            arguments("        ", command.options(), command.positionalParameters());
            script.append(" ;;\n");
        }
        return script.append("    esac ;;\nesac\n").toString();
    }

    private void arguments(
            String indent, List<OptionSpec> options, List<PositionalParamSpec> positionals) {
        script.append(indent).append("_arguments -C -s");
        for (OptionSpec option : options) {
            for (String name : option.names()) {
                argument(indent, option(option, name));
            }
        }
        for (PositionalParamSpec positional : positionals) {
            boolean many = positional.arity().max() > 1 || positional.index().max() > 1;
            String place = many ? "*" : "" + (positional.index().min() + 1);
            argument(indent, place + value(positional));
        }
    }

    private void argument(String indent, String specification) {
        script.append(" \\\n").append(indent).append("  ").append(quote(specification));
    }

    private static String option(OptionSpec option, String name) {
        StringBuilder text = new StringBuilder();
        if (option.isMultiValue()) {
            text.append('*');
        } else if (option.names().length > 1) {
            text.append('(').append(String.join(" ", option.names())).append(')');
        }
        text.append(name);
        if (ValueKind.of(option) != ValueKind.NONE) {
            text.append(name.startsWith("--") ? "=" : name.length() == 2 ? "+" : "");
        }
        String summary = ValueKind.summary(ValueKind.help(option));
        text.append('[').append(escape(summary)).append(']');
        return text.append(value(option)).toString();
    }

    private static String value(ArgSpec argument) {
        String label = ":" + escape(argument.paramLabel()) + ":";
        return switch (ValueKind.of(argument)) {
            case NONE -> "";
            case FILE -> label + "_files";
            case DIRECTORY -> label + "_files -/";
            case WORD -> label + "(" + String.join(" ", ValueKind.words(argument)) + ")";
            case OTHER -> label + " ";
        };
    }

    /** For what stands between brackets or colons. */
    private static String escape(String text) {
        return text.replaceAll("([\\\\:\\[\\]])", "\\\\$1");
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
