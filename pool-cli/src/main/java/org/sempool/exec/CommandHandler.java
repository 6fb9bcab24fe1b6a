package org.sempool.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/**
 * Runs a command for each {@link CommandJob}; the result is a {@link CommandResult}. An interrupt
 * ends the command with all its descendants.
 *
 * <p>A command that fails is a result, too, so that its output is not lost. Only if the job is to
 * be tried again, this fails.
 */
public final class CommandHandler implements JobHandler<MemorySegment, byte[]> {
    private static final int MOST_BYTES = 1 << 28;

    /**
     * What all jobs of a batch have in common.
     *
     * @param command a {@link CommandTemplate}, of bytes in ISO 8859-1
     * @param form what the jobs consist of
     * @param tagged whether results are to contain the job's values, or else its number
     * @param attempts how often a command that fails is run
     */
    public record Settings(String command, CommandJob.Form form, boolean tagged, int attempts) {}

    private final Settings settings;
    private final CommandTemplate template;

    /**
     * Called by the pool.
     *
     * @param settings those of the batch
     */
    public CommandHandler(Settings settings) {
        this.settings = settings;
        this.template = CommandTemplate.parse(settings.command, settings.form);
    }

    /** A block goes from the pool's memory to the command. */
    @Override
    public Codec<MemorySegment> jobCodec() {
        return Codec.segmentViews();
    }

    @Override
    public Codec<byte[]> resultCodec() {
        return Codec.bytes();
    }

    @Override
    public byte[] handle(MemorySegment payload, JobContext context)
            throws IOException, InterruptedException {
        CommandJob job = settings.form.read(payload);
        CommandResult result = run(job, context.worker());
        if (!result.isSuccess() && context.attempt() < settings.attempts) {
            throw new IOException(result.ending());
        }
        return result.encode();
    }

    private byte[] tag(CommandJob job) {
        if (!settings.tagged) {
            return new byte[0];
        }
        String tag = settings.form.piped() ? "" + job.number() : String.join(" ", job.values());
        return tag.getBytes(ISO_8859_1);
    }

    private CommandResult run(CommandJob job, int worker) throws IOException, InterruptedException {
        CommandTemplate.Values values =
                new CommandTemplate.Values(job.values(), job.number(), worker);
        byte[] tag = tag(job);
        try (NativeProcess process = new NativeProcess(template.arguments(values), job.input())) {
            process.await(MOST_BYTES);
            return new CommandResult(
                    process.exitCode(), process.signal(), process.output(), process.errors(), tag);
        } catch (CommandNotStartedException e) {
            byte[] message = (e.getMessage() + "\n").getBytes(UTF_8);
            return new CommandResult(e.exitCode(), 0, new byte[0], message, tag);
        }
    }
}
