package org.sempool.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.sempool.exec.CommandJob;
import org.sempool.exec.CommandResult;
import org.sempool.exec.CommandTemplate;

/** Writes what commands have printed, whether they have failed or not, and as it was. */
final class CommandForm implements ResultForm {
    private final CommandTemplate template;
    private final boolean isPiped;
    private final PrintStream errors;

    /**
     * @param template what the jobs run
     * @param isPiped whether jobs are blocks, which have no values but their numbers
     * @param errors where their standard error goes
     */
    CommandForm(CommandTemplate template, boolean isPiped, PrintStream errors) {
        this.isPiped = isPiped;
        this.template = template;
        this.errors = errors;
    }

    @Override
    public JobOutput read(byte[] result) {
        CommandResult command = CommandResult.decode(result);
        return new JobOutput(
                command.output(),
                command.errors(),
                command.tag(),
                command.exitCode(),
                command.signal(),
                command.isSuccess() ? null : new CommandFailedException(command.ending()));
    }

    @Override
    public void write(JobOutput output, ResultWriter results) throws IOException {
        byte[] messages = tagged(output.errors(), output.tag());
        if (messages.length > 0) {
            errors.write(messages, 0, messages.length);
            if (messages[messages.length - 1] != '\n') {
                errors.println();
            }
        }
        byte[] printed = tagged(output.output(), output.tag());
        if (output.failure() == null) {
            results.write(printed);
        } else {
            results.writeOther(printed);
        }
    }

    @Override
    public boolean needsInput() {
        return !isPiped;
    }

    @Override
    public List<String> values(Line job) {
        return isPiped ? List.of(Long.toString(job.ordinal())) : CommandJob.split(job.bytes());
    }

    @Override
    public String describe(CommandTemplate.Values job) {
        return template.toText(job);
    }

    /** Puts the tag before each line, if there is one. */
    private static byte[] tagged(byte[] text, byte[] tag) {
        if (tag.length == 0) {
            return text;
        }
        ByteArrayOutputStream tagged = new ByteArrayOutputStream();
        int from = 0;
        while (from < text.length) {
            int end = ByteSearch.indexOf(text, from, text.length, (byte) '\n');
            int behind = end < 0 ? text.length : end + 1;
            tagged.writeBytes(tag);
            tagged.write('\t');
            tagged.write(text, from, behind - from);
            from = behind;
        }
        return tagged.toByteArray();
    }

    @Override
    public String lastWords(long succeeded, long total) {
        return "";
    }
}
