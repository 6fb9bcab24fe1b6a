package org.sempool.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs commands of the system whose output is known to be right. */
public final class Shell {
    private Shell() {}

    /** The output of a command; {@code $1} and so on are the arguments. */
    public static List<String> lines(String command, String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", command, "sh"));
        words.addAll(List.of(args));
        Process process =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), command);
        return out.lines().toList();
    }
}
