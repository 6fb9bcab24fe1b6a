package org.sempool.cli;

import java.io.IOException;
import java.util.concurrent.CompletionException;

/** What a command makes of its jobs' results. */
interface ResultForm {
    /**
     * Writes a result.
     *
     * @throws CompletionException with the cause, if the job has failed after all
     */
    void write(byte[] result, ResultWriter results) throws IOException;

    /** The last sentence of the summary, which may be empty. */
    String lastWords(long succeeded, long total);

    /** Each result of the handler is a line. */
    static ResultForm lines(UserHandler handler) {
        return new ResultForm() {
            @Override
            public void write(byte[] result, ResultWriter results) throws IOException {
                if (ByteSearch.indexOf(result, 0, result.length, (byte) '\n') >= 0) {
                    throw new CompletionException(
                            new UsageException(
                                    "the handler returned more than one line; to run commands, use"
                                            + " 'pool exec'"));
                }
                results.writeLine(result);
            }

            @Override
            public String lastWords(long succeeded, long total) {
                return handler.lastWords(succeeded, total);
            }
        };
    }
}
