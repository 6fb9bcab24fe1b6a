package org.sempool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;

/** What a shell can offer as an argument's value, and the words of its help. */
enum ValueKind {
    /** There is none. */
    NONE,
    FILE,
    DIRECTORY,
    /** One of a few words. */
    WORD,
    /** Anything else. */
    OTHER;

    private static final Set<String> FILES = Set.of("FILE", "INPUT", "JAR", "PATH");

    static ValueKind of(ArgSpec argument) {
        if (argument.arity().max() == 0) {
            return NONE;
        }
        if (!words(argument).isEmpty()) {
            return WORD;
        }
        String label = argument.paramLabel();
        if (FILES.stream().anyMatch(label::startsWith)) {
            return FILE;
        }
        return label.equals("DIR") ? DIRECTORY : OTHER;
    }

    /** The few words, or none. */
    static List<String> words(ArgSpec argument) {
        List<String> words = new ArrayList<>();
        Iterable<String> candidates = argument.completionCandidates();
        if (candidates != null) {
            candidates.forEach(words::add);
        }
        return words;
    }

    /** An argument's help, as picocli shows it: its texts are formats. */
    static String help(ArgSpec argument) {
        return text(argument.description());
    }

    /** The same for the texts of a command. */
    static String text(String... lines) {
        return String.join("\n", lines).replace("%%", "%");
    }

    /** The first sentence, without its full stop. */
    static String summary(String help) {
        String line = help.lines().findFirst().orElse("");
        int end = line.indexOf(". ");
        String sentence = end < 0 ? line : line.substring(0, end);
        return sentence.replaceAll(" \\(default: .*|[.:]$", "");
    }
}
