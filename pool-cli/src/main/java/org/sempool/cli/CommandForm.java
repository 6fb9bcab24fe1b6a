package org.sempool.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletionException;
import org.sempool.exec.CommandResult;

/** Writes what commands have printed, whether they have failed or not, and as it was. */
final class CommandForm implements ResultForm {
    private final PrintStream errors;

    /**
     * @param errors where their standard error goes
     */
    CommandForm(PrintStream errors) {
        this.errors = errors;
    }

    @Override
    public void write(byte[] result, ResultWriter results) throws IOException {
        CommandResult command = CommandResult.decode(result);
        byte[] messages = tagged(command.errors(), command.tag());
        if (messages.length > 0) {
            errors.write(messages, 0, messages.length);
            if (messages[messages.length - 1] != '\n') {
                errors.println();
            }
        }
        results.write(tagged(command.output(), command.tag()));
        if (!command.isSuccess()) {
            throw new CompletionException(new CommandFailedException(command.ending()));
        }
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
