package org.sempool.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.sempool.process.Programs;

/**
 * A program that writes each line of a file to another file.
 *
 * @param name as a user would call it
 * @param command prepares it, given the file to read and the file to write
 */
record LineProgram(String name, BiFunction<Path, Path, ProcessBuilder> command) {
    private static final List<String> FLAGS =
            List.of(
                    "-Dsempool.stdout.descriptor=1",
                    "-Dsempool.stdout.terminal=false",
                    "-Dsempool.stderr.terminal=false");

    /** The command {@code pool submit}, with all its defaults. */
    static LineProgram submit(String main) {
        return new LineProgram("pool submit echo", (in, out) -> submit(main, in, out));
    }

    private static ProcessBuilder submit(String main, Path in, Path out) {
        // If it is killed, what it has in the temporary directory goes with the files.
        List<String> flags =
                Stream.concat(FLAGS.stream(), Stream.of("-Djava.io.tmpdir=" + in.getParent()))
                        .toList();
        return Processes.javaAsStarted(
                flags, main, List.of("submit", "echo", "" + in, "--output", "" + out));
    }

    /** What the kernel makes of it: two copies, through a pipe. */
    static LineProgram cat() {
        return new LineProgram(
                "cat IN | cat > OUT",
                (in, out) ->
                        new ProcessBuilder(
                                Programs.SHELL,
                                "-c",
                                "cat \"$1\" | cat >\"$2\"",
                                "sh",
                                in.toString(),
                                out.toString()));
    }
}
