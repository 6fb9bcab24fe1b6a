package org.sempool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes what follows {@code --args}: the words up to the next option or, if there is a {@code --},
 * the words up to it and everything after it.
 */
final class JobArguments implements IParameterPreprocessor {
    private static final String END_OF_OPTIONS = "--";
    private static final int SHORT_OPTION = 2;

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own choice
    public boolean preprocess(
            Stack<String> left, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        List<String> jobs = new ArrayList<>();
        List<String> before = option.getValue();
        if (before != null) {
            jobs.addAll(before);
        }
        boolean optionsEnded = false;
        while (!left.isEmpty() && (optionsEnded || !isOption(left.peek(), command))) {
            String argument = left.pop();
            if (!optionsEnded && argument.equals(END_OF_OPTIONS)) {
                optionsEnded = true;
            } else {
                jobs.add(argument);
            }
        }
        if (jobs.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--args needs a job: name at least one after it, or after \"--args --\" if"
                            + " it begins with '-'");
        }
        option.setValue(jobs);
        return true;
    }

    /** Also with its value, as in {@code --queue=8} or {@code -w2}. */
    private static boolean isOption(String argument, CommandSpec command) {
        if (!argument.startsWith("-") || argument.equals(END_OF_OPTIONS)) {
            return false;
        }
        String name = argument.split("=", 2)[0];
        return command.optionsMap().containsKey(name)
                || (!argument.startsWith(END_OF_OPTIONS)
                        && argument.length() > SHORT_OPTION
                        && command.optionsMap().containsKey(argument.substring(0, SHORT_OPTION)));
    }
}
