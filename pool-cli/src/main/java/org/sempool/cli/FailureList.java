package org.sempool.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Collectors;
import org.sempool.JobFailedException;
import org.sempool.JobTimedOutException;
import org.sempool.PayloadTooLargeException;
import org.sempool.WorkerDiedException;

/**
 * Lists failed jobs on standard error as they come: a line each with the place, the input and the
 * cause; below it, on request, all details. Of many, only the first are listed, and all are summed
 * up at the end.
 */
final class FailureList {
    private static final String INDENT = "    ";

    /** So many are listed one by one, unless all are. */
    private static final int LISTED = 20;

    private final Console console;
    private final boolean verbose;
    private final FailureGroups groups = new FailureGroups();
    private long count;

    FailureList(Console console, boolean verbose) {
        this.console = console;
        this.verbose = verbose;
    }

    void add(Line line, Throwable cause) {
        count++;
        String brief = brief(cause);
        if (!verbose) {
            groups.add(brief, line.place());
        }
        if (verbose || count <= LISTED) {
            String text = line.place() + ": " + line.quote() + ": " + brief;
            console.message(verbose ? text + indented(full(cause)) : text);
        } else if (count == LISTED + 1) {
            console.message(
                    "more jobs fail; the end sums them up (-v lists all, and so does --joblog)");
        }
    }

    /** There are no more: sums up those that were not listed. */
    void end() {
        if (!verbose && count > LISTED) {
            groups.lines().forEach(console::message);
        }
    }

    /** Why a job has failed, in a line. */
    static String brief(Throwable cause) {
        return switch (cause) {
            case JobFailedException e ->
                    Main.firstLine(e).substring(e.remoteType().lastIndexOf('.') + 1);
            case JobTimedOutException e ->
                    "timed out after " + DurationConverter.inSeconds(e.timeout());
            case PayloadTooLargeException e -> OptionNames.in(Main.firstLine(e));
            case CommandFailedException e -> String.valueOf(e.getMessage());
            default -> Main.firstLine(cause);
        };
    }

    private static String full(Throwable cause) {
        return switch (cause) {
            case JobFailedException e -> e.remoteStackTrace();
            case JobTimedOutException e -> e.reason();
            case WorkerDiedException e when !e.deaths().isEmpty() ->
                    e.deaths().stream()
                            .map(death -> "attempt " + death.attempt() + ": " + death.description())
                            .collect(Collectors.joining("\n"));
            case UsageException _, CommandFailedException _ -> "";
            default -> stackTrace(cause);
        };
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static String indented(String text) {
        return text.lines().map(line -> "\n" + INDENT + line).collect(Collectors.joining());
    }
}
