package org.sempool.cli;

import java.io.IOException;
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
            description = "Files with a job per line, in UTF-8; '-' or none means standard input.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--args",
            arity = "1..*",
            paramLabel = "JOB",
            description = {
                "Jobs given here, instead of in files.",
                "After '--args --' everything is a job, even options."
            },
            preprocessor = JobArguments.class)
    private @Nullable List<String> arguments;

    @Option(
            names = {"-0", "--null"},
            description = "Jobs in files end with a NUL byte, and may contain line ends.")
    private boolean nul;

    /** Opens the source of the jobs; {@code takesBytes} is whether lines need not be UTF-8. */
    LineSource open(boolean takesBytes) {
        if (arguments == null) {
            return inFiles().open(takesBytes);
        }
        if (!files.isEmpty()) {
            throw new UsageException("give jobs as input files or as --args, not both");
        }
        return Inputs.ofArguments(arguments, takesBytes);
    }

    /** What jobs are read from; null if they are arguments. */
    @Nullable InputFiles files() {
        return arguments == null ? inFiles() : null;
    }

    private InputFiles inFiles() {
        return new InputFiles(files, nul ? 0 : (byte) '\n');
    }

    /** How many jobs there are, if they can be counted without consuming them. */
    OptionalLong count() throws IOException {
        return arguments == null ? inFiles().count() : OptionalLong.of(arguments.size());
    }

    /** As {@link InputFiles#refuseAsOutput}. */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        if (arguments == null) {
            inFiles().refuseAsOutput(output);
        }
    }
}
