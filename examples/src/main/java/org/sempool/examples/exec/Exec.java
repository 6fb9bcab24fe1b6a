package org.sempool.examples.exec;

import java.io.IOException;
import org.sempool.ByteText;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/**
 * A command line in, what it prints out, without the last line's end; both may be any bytes. Run by
 * {@code sh -c}, with no input; what it says on standard error goes to the worker's. It fails if
 * the command does.
 *
 * <p>A command that takes too long is interrupted by the pool; then it is killed, and with it
 * whatever it has started.
 */
public final class Exec implements LineHandler {
    private static final int MOST_BYTES = 1 << 24;

    /** Made by the pool. */
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
    public boolean takesBytes() {
        return true;
    }

    @Override
    public String handle(String line, JobContext context) throws IOException, InterruptedException {
        try (ShellCommand command = new ShellCommand(ByteText.bytes(line))) {
            byte[] output = command.readOutput(MOST_BYTES);
            if (command.exitCode() != 0) {
                throw new IOException("the command ended with code " + command.exitCode());
            }
            return ByteText.of(output, 0, lengthWithoutLineEnds(output));
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
