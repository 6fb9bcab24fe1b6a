package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;
import org.sempool.exec.CommandTemplate;

/** What a command makes of its jobs' results. */
interface ResultForm {
    /** Reads what the handler has returned. */
    JobOutput read(byte[] result);

    /** Writes what a job has printed. */
    void write(JobOutput output, ResultWriter results) throws IOException;

    /** Whether a job's bytes are needed to tell its values. */
    default boolean needsInput() {
        return true;
    }

    /** What a job is named after, in ISO 8859-1. */
    List<String> values(Line job);

    /** What a job runs, in ISO 8859-1. */
    String describe(CommandTemplate.Values job);

    /** The last sentence of the summary, which may be empty. */
    String lastWords(long succeeded, long total);

    /** Each result of the handler is a line. */
    static ResultForm lines(UserHandler handler) {
        return new ResultForm() {
            @Override
            public JobOutput read(byte[] result) {
                return ByteSearch.indexOf(result, 0, result.length, (byte) '\n') >= 0
                        ? JobOutput.none(
                                new UsageException(
                                        "the handler returned more than one line; to run commands,"
                                                + " use 'pool exec'"))
                        : JobOutput.of(result);
            }

            @Override
            public void write(JobOutput output, ResultWriter results) throws IOException {
                if (output.failure() == null) {
                    results.writeLine(output.output());
                }
            }

            @Override
            public List<String> values(Line job) {
                return List.of(new String(job.bytes(), ISO_8859_1));
            }

            @Override
            public String describe(CommandTemplate.Values job) {
                return handler.type().getName() + " " + job.values().getFirst();
            }

            @Override
            public String lastWords(long succeeded, long total) {
                return handler.lastWords(succeeded, total);
            }
        };
    }
}
