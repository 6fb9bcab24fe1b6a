package org.sempool.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** Run by the build: writes the manual pages, and the scripts for the shells. */
final class ManualMain {
    private ManualMain() {}

    /**
     * Writes {@code man/*.1} and {@code completion/*}.
     *
     * @param args the directory
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Path directory = Path.of(args[0]);
        Path man = Files.createDirectories(directory.resolve("man"));
        Map<String, String> pages =
                new ManualPages(commandLine(), Version.number(), Version.date()).all();
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(man.resolve(page.getKey()), page.getValue());
        }
        Path completion = Files.createDirectories(directory.resolve("completion"));
        for (Completion shell : Completion.values()) {
            Files.writeString(completion.resolve(shell.fileName()), shell.script(commandLine()));
        }
    }

    /** A new one each time, which has none of the user's settings. */
    static CommandLine commandLine() {
        Console console = new Console(_ -> {}, false);
        Ending ending = new Ending(_ -> {}, _ -> {});
        StandardOutput output = StandardOutput.install(StandardCharsets.UTF_8, console, ending);
        return new Main(console, output, ending, new Settings(Map.of())).commandLine();
    }
}
