package org.sempool.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import org.sempool.ByteLineHandler;
import org.sempool.JobContext;

/**
 * Runs a command for each job, whose values are separated by NULs; the result is a {@link
 * CommandResult}. An interrupt ends the command with all its descendants.
 *
 * <p>A command that fails is a result, too, so that its output is not lost. Only if the job is to
 * be tried again, this fails.
 */
public final class CommandHandler implements ByteLineHandler {
    private static final int MOST_BYTES = 1 << 28;
    private static final String SEPARATOR = "\0";

    /**
     * What all jobs of a batch have in common.
     *
     * @param command a {@link CommandTemplate}, of bytes in ISO 8859-1
     * @param numbered whether a job begins with its number
     * @param tagged whether results are to contain the job's values
     * @param attempts how often a command that fails is run
     */
    public record Settings(String command, boolean numbered, boolean tagged, int attempts) {}

    private final Settings settings;
    private final CommandTemplate template;

    /**
     * Called by the pool.
     *
     * @param settings those of the batch
     */
    public CommandHandler(Settings settings) {
        this.settings = settings;
        this.template = CommandTemplate.parse(settings.command);
    }

    @Override
    public String name() {
        return "command";
    }

    @Override
    public String description() {
        return "runs a command with the values of its line";
    }

    @Override
    public byte[] handle(byte[] line, JobContext context) throws IOException, InterruptedException {
        List<String> parts = List.of(new String(line, ISO_8859_1).split(SEPARATOR, -1));
        long number = settings.numbered ? Long.parseLong(parts.getFirst()) : 0;
        List<String> values = settings.numbered ? parts.subList(1, parts.size()) : parts;
        byte[] tag = settings.tagged ? String.join(" ", values).getBytes(ISO_8859_1) : new byte[0];
        CommandResult result =
                run(new CommandTemplate.Values(values, number, context.worker()), tag);
        if (!result.isSuccess() && context.attempt() < settings.attempts) {
            throw new IOException(result.ending());
        }
        return result.encode();
    }

    private CommandResult run(CommandTemplate.Values values, byte[] tag)
            throws IOException, InterruptedException {
        try (NativeProcess process = new NativeProcess(template.arguments(values))) {
            process.await(MOST_BYTES);
            return new CommandResult(
                    process.exitCode(), process.signal(), process.output(), process.errors(), tag);
        } catch (CommandNotStartedException e) {
            byte[] message = (e.getMessage() + "\n").getBytes(UTF_8);
            return new CommandResult(e.exitCode(), 0, new byte[0], message, tag);
        }
    }
}
