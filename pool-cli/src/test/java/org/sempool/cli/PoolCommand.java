package org.sempool.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.sempool.cli.PoolScript.Result;

/**
 * Runs the command in this JVM, for tests that need neither the script nor a JVM's start: that
 * takes a tenth of the time.
 */
final class PoolCommand {
    private PoolCommand() {}

    /** One run at a time: standard error is the JVM's. */
    static Result run(Path directory, String... args) throws IOException {
        return run(directory, Map.of(), args);
    }

    /** With the settings that this environment has. */
    static Result run(Path directory, Map<String, String> environment, String... args)
            throws IOException {
        Path out = Files.createTempFile(directory, "stdout", "");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(err::writeBytes, false);
        Ending ending = new Ending(PoolCommand::refuse, PoolCommand::refuse);
        StandardOutput output =
                new StandardOutput(
                        Descriptor.open(out, Descriptor.Creation.NONE),
                        StandardCharsets.UTF_8,
                        console,
                        ending);
        PrintStream before = System.err;
        System.setErr(console.newStream());
        try {
            int code = new Main(console, output, ending, new Settings(environment)).run(args);
            console.awaitWritten();
            return new Result(code, Files.readString(out), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private static void refuse(int code) {
        throw new IllegalStateException("the command ends the JVM with " + code);
    }
}
