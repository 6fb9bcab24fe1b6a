package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The files that a command reads its jobs from; without any, it is standard input. */
final class InputFiles {
    private final List<String> names;
    private final byte end;

    /**
     * @param end what a job ends with
     */
    InputFiles(List<String> files, byte end) {
        names = files.isEmpty() ? List.of(Inputs.STANDARD_INPUT) : List.copyOf(files);
        this.end = end;
    }

    /** Opens them; {@code takesBytes} is whether lines need not be UTF-8. */
    LineSource open(boolean takesBytes) {
        return Inputs.ofFiles(names, end, takesBytes);
    }

    /** Opens them to be read in blocks. */
    LineSource openBlocks(PipeOptions pipe, int mostRecords) {
        Inputs.checkAll(names);
        return new BlockReader(names, pipe.recordEnd(end), (int) pipe.blockBytes(), mostRecords);
    }

    /** How many lines there are, if they can be counted without consuming them. */
    OptionalLong count() throws IOException {
        return Inputs.countLines(names, end);
    }

    /**
     * Refuses to write results, or what standard error says, to a file that jobs are read from:
     * that would destroy the jobs, or make each written line a job.
     *
     * @param output null for standard output
     */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        if (output == null) {
            refuse("standard output", FileIdentity.STANDARD_OUTPUT, "the results");
        } else {
            refuse("--output " + output, output, "the results");
        }
        refuse("standard error", FileIdentity.STANDARD_ERROR, "the messages");
    }

    /** Refuses that something be written to a file that jobs are read from. */
    void refuse(String targetName, Path target, String written) throws IOException {
        FileIdentity identity = FileIdentity.of(target);
        if (identity == null) {
            return;
        }
        for (String name : names) {
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
}
