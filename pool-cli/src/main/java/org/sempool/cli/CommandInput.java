package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import org.sempool.exec.CommandJob;

/**
 * The jobs of {@code pool exec}: lines of files, lists of values, or blocks.
 *
 * <pre>
 *   INPUT...                  LineReader                   a value per line
 *   ::: VALUE... :::: FILE    ArgumentLists                values crossed and linked
 *      with --colsep or -N    Values around one of these   more of them in a job
 *   INPUT... --pipe           BlockReader                  blocks for commands to read
 * </pre>
 *
 * @param lines the jobs
 * @param kind what they are
 * @param count how many they are
 * @param width how many values each has at most
 * @param names what some of the values are called, each byte a character
 * @param files what they are read from; null if they are on the command line
 */
record CommandInput(
        LineSource lines,
        Kind kind,
        BatchRunner.JobCount count,
        int width,
        List<String> names,
        @Nullable InputFiles files)
        implements AutoCloseable {
    /** What a job is made of. */
    enum Kind {
        LINE,
        VALUES,
        BLOCK
    }

    private static final int ANY_WIDTH = Integer.MAX_VALUE;

    /**
     * Opens it.
     *
     * @param words what follows the command
     */
    static CommandInput open(List<String> words, ValueOptions values, PipeOptions pipe)
            throws IOException {
        values.check();
        pipe.check();
        int begin = begin(words);
        if (pipe.isOn()) {
            refuseValues(begin >= 0, values);
        }
        if (begin >= 0) {
            return ofLists(
                    ArgumentLists.parse(words.subList(begin, words.size()), values.end()), values);
        }
        refuseNoFiles(words);
        if (pipe.isOn()) {
            InputFiles files = new InputFiles(words, values.end());
            LineSource blocks = files.openBlocks(pipe, values.most());
            return new CommandInput(blocks, Kind.BLOCK, OptionalLong::empty, 0, List.of(), files);
        }
        return ofFiles(new InputFiles(words, values.end()), values);
    }

    /**
     * The whole command: if values are on the command line, all words before them belong to it, as
     * files of values do not. They are joined as the shell that they come from would.
     */
    static String command(String first, List<String> words) {
        int begin = begin(words);
        return begin < 0
                ? first
                : String.join(
                        " ", Stream.concat(Stream.of(first), words.stream().limit(begin)).toList());
    }

    /** Where lists of values begin; -1 if there are none. */
    private static int begin(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (ArgumentLists.isBegin(words.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Words of a command without quotes look like files. */
    private static void refuseNoFiles(List<String> words) {
        for (String word : words) {
            if (!word.equals(Inputs.STANDARD_INPUT) && !new File(word).exists()) {
                throw new UsageException(
                        "there is no input file "
                                + Visible.line(word)
                                + "; if it is a part of the command, put all of that in quotes");
            }
        }
    }

    private static void refuseValues(boolean hasLists, ValueOptions values) {
        if (hasLists) {
            throw new UsageException(
                    "--pipe gives commands blocks of files or of standard input, and no values;"
                            + " leave out what begins with :::");
        }
        if (values.separator() != null || values.hasHeader()) {
            throw new UsageException(
                    (values.hasHeader() ? "--header" : "--colsep")
                            + " is about values, which there are none of with --pipe");
        }
    }

    private static CommandInput ofFiles(InputFiles files, ValueOptions values) throws IOException {
        LineSource lines = files.open(true);
        List<String> names = List.of();
        if (values.hasHeader()) {
            Line line = new Line();
            names = lines.next(line) ? Values.columns(line.bytes(), values.separator()) : names;
        }
        long header = values.hasHeader() ? 1 : 0;
        int most = Math.max(values.most(), 1);
        boolean isPlain = most == 1 && values.separator() == null;
        return new CommandInput(
                isPlain ? lines : new Values(lines, values.separator(), most, false),
                isPlain ? Kind.LINE : Kind.VALUES,
                () -> divided(files.count(), header, most),
                values.separator() == null ? most : ANY_WIDTH,
                names,
                files);
    }

    private static OptionalLong divided(OptionalLong lines, long header, int most) {
        return lines.isEmpty()
                ? lines
                : OptionalLong.of(Math.ceilDiv(Math.max(lines.getAsLong() - header, 0), most));
    }

    private static CommandInput ofLists(ArgumentLists lists, ValueOptions values) {
        List<String> names = List.of();
        if (values.hasHeader()) {
            byte[] joined = ByteText.bytes(CommandJob.join(lists.takeNames()));
            names = Values.columns(joined, values.separator());
        }
        LineSource jobs = lists.open();
        int most = Math.max(values.most(), 1);
        boolean isPlain = most == 1 && values.separator() == null;
        return new CommandInput(
                isPlain ? jobs : new Values(jobs, values.separator(), most, true),
                Kind.VALUES,
                () -> OptionalLong.of(Math.ceilDiv(lists.count(), most)),
                values.separator() == null ? most * lists.width() : ANY_WIDTH,
                names,
                null);
    }

    /**
     * Replaces the places that have names by those that have numbers.
     *
     * @param command as the user gave it, each byte a character
     */
    String numbered(String command) {
        String numbered = command;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                continue;
            }
            Pattern place =
                    Pattern.compile("\\{" + Pattern.quote(names.get(i)) + "(//|/\\.|/|\\.)?}");
            int number = i + 1;
            numbered =
                    place.matcher(numbered)
                            .replaceAll(
                                    found ->
                                            Matcher.quoteReplacement(
                                                    "{"
                                                            + number
                                                            + (found.group(1) == null
                                                                    ? ""
                                                                    : found.group(1))
                                                            + "}"));
        }
        return numbered;
    }

    /** As {@link org.sempool.exec.CommandTemplate} has it. */
    static String bytesOf(String argument) {
        return new String(ByteText.bytes(argument), ISO_8859_1);
    }

    /** Refuses results in a file that jobs are read from. */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        if (files != null) {
            files.refuseAsOutput(output);
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
