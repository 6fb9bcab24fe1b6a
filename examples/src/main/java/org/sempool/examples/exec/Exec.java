package org.sempool.examples.exec;

import java.io.IOException;
import java.util.Arrays;
import org.sempool.ByteLineHandler;
import org.sempool.JobContext;

/**
 * Runs a command line and returns what it prints, without the last line's end; both may be any
 * bytes. {@code sh -c} runs the command, with no input; its standard error is the worker's. The job
 * fails if the command does.
 *
 * <p>The pool interrupts a command that takes too long; then it is killed with all its descendants.
 */
public final class Exec implements ByteLineHandler {
    private static final int MOST_BYTES = 1 << 24;

    /** Called by the pool. */
    public Exec() {}

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String description() {
        return "runs the line as a shell command; the result is what it prints";
    }

    @Override
    public byte[] handle(byte[] line, JobContext context) throws IOException, InterruptedException {
        try (ShellCommand command = new ShellCommand(line)) {
            byte[] output = command.readOutput(MOST_BYTES);
            if (command.exitCode() != 0) {
                throw new IOException("the command ended with code " + command.exitCode());
            }
            return Arrays.copyOf(output, lengthWithoutLineEnds(output));
        }
    }

    private static int lengthWithoutLineEnds(byte[] output) {
        int length = output.length;
        while (length > 0 && output[length - 1] == '\n') {
            length--;
        }
        return length;
    }
}
