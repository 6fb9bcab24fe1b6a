package org.sempool.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pool clean}: removes what killed pools left behind. */
@Command(
        name = "clean",
        description = {
            "Removes what your killed pools left behind in shared memory, and ends their remaining"
                    + " processes. Does not touch living pools. Lists what it has removed.",
            "",
            "Each new pool does the same when it starts; use this command if none will start.",
            ""
        },
        mixinStandardHelpOptions = true)
final class CleanCommand implements Runnable {
    private final Console console;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where to look (default: where pools are by default, /dev/shm and the"
                            + " system's temporary directory).")
    private @Nullable Path directory;

    @Spec private @Nullable CommandSpec spec;

    CleanCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        Map<String, String> options = options();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean found = false;
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            for (Path removed : removeLeftovers(transport, options)) {
                out.println(removed);
                found = true;
            }
        }
        out.flush();
        if (!found) {
            console.message("nothing to remove");
        }
    }

    private Map<String, String> options() {
        Path place = directory;
        if (place == null) {
            return Map.of();
        }
        if (!Files.isDirectory(place)) {
            throw new UsageException("--directory: there is no directory " + place);
        }
        return Map.of("directory", place.toString());
    }

    private static Iterable<Path> removeLeftovers(
            Transport transport, Map<String, String> options) {
        try {
            return transport.removeLeftovers(options);
        } catch (IOException e) {
            throw new UsageException(
                    "cannot find or remove everything that pools left behind: " + e, e);
        }
    }
}
