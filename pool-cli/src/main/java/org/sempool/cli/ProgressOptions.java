package org.sempool.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a batch shows how far it is. */
final class ProgressOptions {
    @Option(
            names = "--progress",
            paramLabel = "bar|plain|none",
            description =
                    "Show progress as a bar (the default on a terminal; elsewhere the same as plain),"
                            + " or as a line every ten seconds.")
    private @Nullable String progress;

    /**
     * @param isTerminal whether there is a terminal for a bar
     */
    ProgressMode mode(boolean isTerminal, boolean quiet) {
        String given = progress;
        if (given == null) {
            return isTerminal && !quiet ? ProgressMode.BAR : ProgressMode.NONE;
        }
        return switch (given) {
            case "bar" -> isTerminal ? ProgressMode.BAR : ProgressMode.PLAIN;
            case "plain" -> ProgressMode.PLAIN;
            case "none" -> ProgressMode.NONE;
            default ->
                    throw new UsageException(
                            "--progress=" + Visible.line(given) + " is none of bar, plain, none");
        };
    }
}
