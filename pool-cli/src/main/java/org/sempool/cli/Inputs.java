package org.sempool.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;

/** The inputs of a command: files, standard input, or arguments. */
final class Inputs {
    static final String STANDARD_INPUT = "-";

    private Inputs() {}

    /** Arguments are the jobs themselves. */
    static LineSource ofArguments(List<String> arguments, boolean takesBytes) {
        Iterator<String> left = arguments.iterator();
        return new LineSource() {
            private int number;

            @Override
            public boolean next(Line line) {
                if (!left.hasNext()) {
                    return false;
                }
                byte[] bytes = ByteText.bytes(left.next());
                line.set("argument " + ++number, 0, bytes, 0, bytes.length, takesBytes);
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Reads files one after the other, each only when its turn comes; {@code -} is standard input.
     * Each line ends with the byte {@code end}.
     */
    static LineSource ofFiles(List<String> names, byte end, boolean takesBytes) {
        checkAll(names);
        Iterator<String> left = names.iterator();
        return new LineSource() {
            private @Nullable LineSource current;

            @Override
            public boolean next(Line line) throws IOException {
                while (true) {
                    LineSource source = current;
                    if (source != null && source.next(line)) {
                        return true;
                    }
                    close();
                    if (!left.hasNext()) {
                        return false;
                    }
                    current = open(left.next(), end, takesBytes);
                }
            }

            @Override
            public void close() {
                if (current != null) {
                    current.close();
                    current = null;
                }
            }
        };
    }

    /** Refuses files that cannot be read. */
    static void checkAll(List<String> names) {
        names.forEach(Inputs::check);
        if (Collections.frequency(names, STANDARD_INPUT) > 1) {
            throw new UsageException("standard input can be read only once; give '-' once");
        }
    }

    private static void check(String name) {
        if (name.equals(STANDARD_INPUT)) {
            return;
        }
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException(
                    "the input "
                            + Visible.line(name)
                            + " has a name that is not text in this locale; give '-', and the file"
                            + " after '<'",
                    e);
        }
        if (!Files.exists(file)) {
            throw new UsageException("there is no input file " + file);
        }
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new UsageException("cannot read the input " + file + "; name a readable file");
        }
    }

    private static LineSource open(String name, byte end, boolean takesBytes) throws IOException {
        return new LineReader(shown(name), open(name), end, takesBytes);
    }

    /** The name of an input as messages have it. */
    static String shown(String name) {
        return name.equals(STANDARD_INPUT) ? "standard input" : name;
    }

    static InputStream open(String name) throws IOException {
        return name.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(name));
    }

    /** Counts the lines of all files, if they can be read twice. */
    static OptionalLong countLines(List<String> names, byte end) throws IOException {
        long lines = 0;
        byte[] buffer = new byte[1 << 16];
        for (String name : names) {
            if (name.equals(STANDARD_INPUT) || !Files.isRegularFile(Path.of(name))) {
                return OptionalLong.empty();
            }
            lines += countLines(Path.of(name), end, buffer);
        }
        return OptionalLong.of(lines);
    }

    private static long countLines(Path file, byte end, byte[] buffer) throws IOException {
        long lines = 0;
        byte last = end;
        long size = 0;
        try (InputStream stream = Files.newInputStream(file)) {
            int count;
            while ((count = stream.read(buffer)) > 0) {
                size += count;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == end) {
                        lines++;
                    }
                }
                last = buffer[count - 1];
            }
        }
        if (LineReader.isOnlyMark(buffer, size)) {
            return 0;
        }
        return last == end ? lines : lines + 1;
    }
}
