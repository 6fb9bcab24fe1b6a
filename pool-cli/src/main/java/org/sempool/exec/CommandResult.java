package org.sempool.exec;

import java.nio.ByteBuffer;

/**
 * What came of a command.
 *
 * @param exitCode its exit code; 126 and 127 if it could not be started, as in a shell
 * @param signal the number of the signal that ended it, or 0
 * @param output what it wrote to standard output
 * @param errors what it wrote to standard error
 * @param tag the job's values, separated by blanks
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares results
public record CommandResult(int exitCode, int signal, byte[] output, byte[] errors, byte[] tag) {
    private static final int HEADER_BYTES = 4 * Integer.BYTES;

    /**
     * Reads a handler's result.
     *
     * @param bytes what the handler has returned
     * @return what they mean
     */
    public static CommandResult decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int exitCode = buffer.getInt();
        int signal = buffer.getInt();
        byte[] tag = new byte[buffer.getInt()];
        byte[] output = new byte[buffer.getInt()];
        buffer.get(tag).get(output);
        byte[] errors = new byte[buffer.remaining()];
        buffer.get(errors);
        return new CommandResult(exitCode, signal, output, errors, tag);
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + tag.length + output.length + errors.length)
                .putInt(exitCode)
                .putInt(signal)
                .putInt(tag.length)
                .putInt(output.length)
                .put(tag)
                .put(output)
                .put(errors)
                .array();
    }

    /**
     * Says whether it has ended by itself, with 0.
     *
     * @return whether it has
     */
    public boolean isSuccess() {
        return exitCode == 0 && signal == 0;
    }

    /**
     * Describes how it ended.
     *
     * @return a few words
     */
    public String ending() {
        return signal == 0 ? "exit code " + exitCode : "killed by signal " + signal;
    }
}
