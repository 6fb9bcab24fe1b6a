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
            return Inputs.ofFiles(names(), end(), takesBytes);
        }
        if (!files.isEmpty()) {
            throw new UsageException("give jobs as input files or as --args, not both");
        }
        return Inputs.ofArguments(arguments, takesBytes);
    }

    /** How many jobs there are, if they can be counted without consuming them. */
    OptionalLong count() throws IOException {
        return arguments == null
                ? Inputs.countLines(names(), end())
                : OptionalLong.of(arguments.size());
    }

    /**
     * Refuses to write results, or what standard error says, to a file that jobs are read from:
     * that would destroy the jobs, or make each written line a job.
     *
     * @param output null for standard output
     */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        if (arguments != null) {
            return;
        }
        if (output == null) {
            refuse("standard output", FileIdentity.STANDARD_OUTPUT, "the results");
        } else {
            refuse("--output " + output, output, "the results");
        }
        refuse("standard error", FileIdentity.STANDARD_ERROR, "the messages");
    }

    private void refuse(String targetName, Path target, String written) throws IOException {
        FileIdentity identity = FileIdentity.of(target);
        if (identity == null) {
            return;
        }
        for (String name : names()) {
            boolean standard = name.equals(Inputs.STANDARD_INPUT);
            Path file = standard ? FileIdentity.STANDARD_INPUT : Path.of(name);
            if (identity.equals(FileIdentity.of(file))) {
                throw new UsageException(
                        targetName
                                + " and "
                                + (standard ? "standard input" : "the input " + name)
                                + " are the same file, "
                                + file.toRealPath()
                                + "; write "
                                + written
                                + " to another file");
            }
        }
    }

    private byte end() {
        return nul ? 0 : (byte) '\n';
    }

    private List<String> names() {
        return files.isEmpty() ? List.of(Inputs.STANDARD_INPUT) : files;
    }
}
