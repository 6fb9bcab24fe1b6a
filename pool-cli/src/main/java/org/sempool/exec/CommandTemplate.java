package org.sempool.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sempool.exec.ShellContext.Quotes;

/**
 * A command with places for a job's values: {@code {}} and others, as GNU parallel has them.
 *
 * <p>No value ever becomes shell code. A command of plain words is started without a shell. For any
 * other, the shell gets the values as parameters, and the places become references such as {@code
 * "${1}"}, which it replaces but does not parse. Within quotes of the command, the references are
 * quoted accordingly.
 *
 * <p>Immutable. Texts are in ISO 8859-1, that is, one character for each byte, whatever it is.
 */
public final class CommandTemplate {
    private static final Pattern PLACE =
            Pattern.compile("\\{(?:(?<number>[0-9]{1,4})?(?<part>//|/\\.|/|\\.)?|(?<own>[#%]))}");

    /** Characters that mean nothing to a shell. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./= \\t-]*");

    /**
     * Those of a command that reads its job: it has no values, so {@code a{2}} may be a pattern.
     */
    private static final Pattern PLACE_BESIDES_INPUT = Pattern.compile("\\{(?<own>[#%])}");

    private static final Pattern BLANK = Pattern.compile("[ \\t]");

    /** Words that a shell understands itself, and that are no programs or others than these. */
    private static final Set<String> OF_THE_SHELL =
            Set.of(
                    "!",
                    ".",
                    ":",
                    "[[",
                    "alias",
                    "bg",
                    "break",
                    "case",
                    "cd",
                    "command",
                    "continue",
                    "declare",
                    "do",
                    "done",
                    "elif",
                    "else",
                    "esac",
                    "eval",
                    "exec",
                    "exit",
                    "export",
                    "fg",
                    "fi",
                    "for",
                    "function",
                    "getopts",
                    "hash",
                    "if",
                    "jobs",
                    "let",
                    "local",
                    "read",
                    "readonly",
                    "return",
                    "select",
                    "set",
                    "shift",
                    "source",
                    "then",
                    "time",
                    "times",
                    "trap",
                    "type",
                    "typeset",
                    "ulimit",
                    "umask",
                    "unalias",
                    "unset",
                    "until",
                    "wait",
                    "while");

    private static final String SHELL = "/bin/sh";

    /** A part of the command. */
    private sealed interface Piece {}

    private record Text(String text) implements Piece {}

    /**
     * A place for a value.
     *
     * @param number which value, from 1; 0 stands for all
     * @param part which part of it, such as {@code /}; or {@code #} or {@code %}
     */
    private record Place(int number, String part, Quotes quotes) implements Piece {
        boolean isOwn() {
            return part.equals("#") || part.equals("%");
        }
    }

    /**
     * What the places of a job are filled with.
     *
     * @param values the job's values
     * @param number the job's number, from 1
     * @param worker the number of the worker that runs it, from 1
     */
    public record Values(List<String> values, long number, int worker) {
        /** Copies the values. */
        public Values {
            values = List.copyOf(values);
        }
    }

    private final List<Piece> pieces;
    private final boolean needsShell;

    private CommandTemplate(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        this.needsShell = needsShell(pieces);
    }

    /**
     * Parses a command. One without any place for a value gets one at its end, unless the jobs have
     * no values.
     *
     * @param text the command
     * @param form what the jobs consist of
     * @return the template
     * @throws IllegalArgumentException if it is empty, has a NUL, or a place in a here-document
     */
    public static CommandTemplate parse(String text, CommandJob.Form form) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the command is empty; name a program, such as 'gzip {}'");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the command contains a NUL");
        }
        List<Piece> pieces = new ArrayList<>();
        boolean hasValues = !form.piped();
        Matcher place = (hasValues ? PLACE : PLACE_BESIDES_INPUT).matcher(text);
        ShellContext context = new ShellContext();
        int from = 0;
        boolean hasValue = false;
        while (place.find()) {
            String before = text.substring(from, place.start());
            context.read(before);
            Quotes quotes = understood(context.quotes());
            pieces.add(new Text(before));
            Place found =
                    place.group("own") != null
                            ? new Place(0, place.group("own"), quotes)
                            : value(place, quotes);
            pieces.add(found);
            hasValue |= !found.isOwn();
            from = place.end();
        }
        String rest = text.substring(from);
        if (hasValue || !hasValues) {
            pieces.add(new Text(rest));
        } else {
            pieces.add(new Text(rest + " "));
            context.read(rest);
            pieces.add(new Place(0, "", understood(context.quotes())));
        }
        return new CommandTemplate(pieces);
    }

    private static Quotes understood(Quotes quotes) {
        if (quotes == Quotes.HERE_DOCUMENT) {
            throw new IllegalArgumentException(
                    "the command has a place after <<, in a here-document, where no value can be"
                            + " quoted; use printf");
        }
        return quotes;
    }

    private static Place value(Matcher found, Quotes quotes) {
        String number = found.group("number");
        String part = found.group("part");
        return new Place(
                number == null ? 0 : Integer.parseInt(number), part == null ? "" : part, quotes);
    }

    private static boolean needsShell(List<Piece> pieces) {
        boolean plain =
                pieces.stream()
                        .allMatch(
                                piece ->
                                        !(piece instanceof Text(String text))
                                                || PLAIN.matcher(text).matches());
        if (!plain || !(pieces.getFirst() instanceof Text(String begin))) {
            return true;
        }
        String first = begin.stripLeading();
        Matcher end = BLANK.matcher(first);
        String word = end.find() ? first.substring(0, end.start()) : first;
        boolean isWhole = word.length() < first.length() || pieces.size() == 1;
        return !isWhole || word.isEmpty() || word.contains("=") || OF_THE_SHELL.contains(word);
    }

    /**
     * Says how many values it needs.
     *
     * @return the highest number of a value that it names, or 0
     */
    public int highestNumber() {
        return pieces.stream()
                .mapToInt(piece -> piece instanceof Place place ? place.number : 0)
                .max()
                .orElse(0);
    }

    /**
     * Says whether the job's number is a part of the command.
     *
     * @return whether it is
     */
    public boolean hasJobNumber() {
        return pieces.stream()
                .anyMatch(piece -> piece instanceof Place place && place.part.equals("#"));
    }

    /**
     * Fills the places.
     *
     * @param job what with
     * @return the program and its arguments
     */
    public List<String> arguments(Values job) {
        return needsShell ? forShell(job) : words(job);
    }

    private List<String> forShell(Values job) {
        StringBuilder text = new StringBuilder();
        List<String> parameters = new ArrayList<>();
        for (Piece piece : pieces) {
            switch (piece) {
                case Text(String literal) -> text.append(literal);
                case Place place -> {
                    List<String> values = values(place, job);
                    List<String> each =
                            place.quotes == Quotes.NONE
                                    ? values
                                    : List.of(String.join(" ", values));
                    for (int i = 0; i < each.size(); i++) {
                        parameters.add(each.get(i));
                        text.append(i == 0 ? "" : " ")
                                .append(reference(parameters.size(), place.quotes));
                    }
                }
            }
        }
        List<String> arguments = new ArrayList<>(List.of(SHELL, "-c", text.toString(), "sh"));
        arguments.addAll(parameters);
        return arguments;
    }

    private static String reference(int parameter, Quotes quotes) {
        String name = "${" + parameter + "}";
        return switch (quotes) {
            case NONE -> "\"" + name + "\"";
            case SINGLE -> "'\"" + name + "\"'";
            case DOUBLE, ARITHMETIC -> name;
            case HERE_DOCUMENT -> throw new IllegalStateException(name);
        };
    }

    private List<String> words(Values job) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        for (Piece piece : pieces) {
            switch (piece) {
                case Text(String text) -> {
                    for (int i = 0; i < text.length(); i++) {
                        char c = text.charAt(i);
                        if (c != ' ' && c != '\t') {
                            word.append(c);
                            begun = true;
                        } else if (begun) {
                            words.add(word.toString());
                            word.setLength(0);
                            begun = false;
                        }
                    }
                }
                case Place place -> {
                    List<String> values = values(place, job);
                    for (int i = 0; i < values.size(); i++) {
                        if (i > 0) {
                            words.add(word.toString());
                            word.setLength(0);
                        }
                        word.append(values.get(i));
                        begun = true;
                    }
                }
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** One for each value that the place stands for. */
    private static List<String> values(Place place, Values job) {
        if (place.isOwn()) {
            return List.of("" + (place.part.equals("#") ? job.number : job.worker));
        }
        if (place.number == 0) {
            return job.values.stream().map(value -> part(value, place.part)).toList();
        }
        return place.number <= job.values.size()
                ? List.of(part(job.values.get(place.number - 1), place.part))
                : List.of("");
    }

    private static String part(String value, String part) {
        return switch (part) {
            case "." -> withoutExtension(value);
            case "/" -> fileName(value);
            case "/." -> withoutExtension(fileName(value));
            case "//" -> directory(value);
            default -> value;
        };
    }

    private static String withoutExtension(String path) {
        int dot = path.lastIndexOf('.');
        return dot >= 0 && dot < path.length() - 1 && path.indexOf('/', dot) < 0
                ? path.substring(0, dot)
                : path;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }

    /**
     * Shows the command of a job as one would type it.
     *
     * @param job what the places are filled with
     * @return the text
     */
    public String toText(Values job) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Text(String literal) -> text.append(literal);
                case Place place -> {
                    List<String> values = values(place, job);
                    String all =
                            place.quotes == Quotes.NONE
                                    ? String.join(
                                            " ",
                                            values.stream().map(CommandTemplate::quoted).toList())
                                    : insideQuotes(String.join(" ", values), place.quotes);
                    text.append(all);
                }
            }
        }
        return text.toString();
    }

    private static String insideQuotes(String value, Quotes quotes) {
        return switch (quotes) {
            case SINGLE -> value.replace("'", "'\\''");
            case DOUBLE -> value.replaceAll("([\\\\\"$`])", "\\\\$1");
            default -> quoted(value);
        };
    }

    private static String quoted(String value) {
        return !value.isEmpty() && PLAIN.matcher(value).matches() && !BLANK.matcher(value).find()
                ? value
                : "'" + value.replace("'", "'\\''") + "'";
    }
}
