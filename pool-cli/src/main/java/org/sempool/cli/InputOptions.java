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

    /**
     * Refuses to write results to a file that jobs are read from: that would destroy the jobs, or
     * make each result a job.
     *
     * @param output null for standard output
     */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        FileIdentity target =
                FileIdentity.of(output == null ? FileIdentity.STANDARD_OUTPUT : output);
        if (arguments != null || target == null) {
            return;
        }
        for (String name : names()) {
            boolean standard = name.equals(Inputs.STANDARD_INPUT);
            Path file = standard ? FileIdentity.STANDARD_INPUT : Path.of(name);
            if (target.equals(FileIdentity.of(file))) {
                throw new UsageException(
                        (output == null ? "standard output" : "--output " + output)
                                + " and "
                                + (standard ? "standard input" : "the input " + name)
                                + " are the same file, "
                                + file.toRealPath()
                                + "; write the results to another one");
            }
        }
    }

    private List<String> names() {
        return files.isEmpty() ? List.of(Inputs.STANDARD_INPUT) : files;
    }
}
