package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the jobs come from. */
final class InputOptions {
    @Parameters(
            index = "0+",
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Files with a job a line; '-' or none is standard input.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--args",
            arity = "1..*",
            paramLabel = "JOB",
            description = "Jobs given here, in the place of files.")
    private @Nullable List<String> arguments;

    LineSource open() {
        if (arguments == null) {
            return Inputs.ofFiles(names());
        }
        if (!files.isEmpty()) {
            throw new UsageException("give jobs as input files or as --args, not both");
        }
        return Inputs.ofArguments(arguments);
    }

    /** How many jobs there are, if that can be found out without using them up. */
    OptionalLong count() throws IOException {
        return arguments == null ? Inputs.countLines(names()) : OptionalLong.of(arguments.size());
    }

    boolean contain(Path file) throws IOException {
        for (String name : files) {
            if (Files.exists(file)
                    && Files.exists(Path.of(name))
                    && Files.isSameFile(file, Path.of(name))) {
                return true;
            }
        }
        return false;
    }

    private List<String> names() {
        return files.isEmpty() ? List.of("-") : files;
    }
}
