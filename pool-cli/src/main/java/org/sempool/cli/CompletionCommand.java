package org.sempool.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pool completion}: prints what a shell needs to complete the command's words. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which a shell completes commands, options and files. For bash, put it"
                    + " into ~/.local/share/bash-completion/completions/pool; for zsh, into a file"
                    + " _pool in a directory of $fpath; for fish, into"
                    + " ~/.config/fish/completions/pool.fish.",
            ""
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    @Parameters(
            paramLabel = "SHELL",
            description = "Which one: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Choices.Shells.class,
            converter = Choices.OfShell.class)
    private Completion shell = Completion.BASH;

    @Spec private @Nullable CommandSpec spec;

    /** Called by picocli. */
    CompletionCommand() {}

    @Override
    public void run() {
        CommandLine own = Objects.requireNonNull(spec).commandLine();
        CommandLine root = Objects.requireNonNull(own.getParent());
        PrintWriter out = own.getOut();
        out.print(shell.script(root));
        out.flush();
    }
}
