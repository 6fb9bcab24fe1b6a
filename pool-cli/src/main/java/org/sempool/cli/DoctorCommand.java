package org.sempool.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.doctor.Doctor;
import org.sempool.doctor.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pool doctor}: checks whether pools can run here. */
@Command(
        name = "doctor",
        description = {
            "Checks what pools need from this machine, and runs a job on one worker with each"
                    + " transport. Prints a line for each finding: what is there, what is wrong,"
                    + " and what to do.",
            ""
        },
        footer = {"", "Exit codes: 0 no problem (there may be warnings), 1 problems."},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin private LoggingOptions logging = new LoggingOptions();

    @Spec private @Nullable CommandSpec spec;

    private final Settings settings;

    DoctorCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() throws InterruptedException {
        logging.apply();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean wellSet = examineSettings(out);
        boolean healthy =
                Doctor.ofThisMachine(EchoHandler.class)
                        .examine(
                                finding -> {
                                    out.println(OptionNames.in(finding.toString()));
                                    out.flush();
                                });
        return healthy && wellSet ? ExitCode.ALL_SUCCEEDED : ExitCode.SOME_FAILED;
    }

    private boolean examineSettings(PrintWriter out) {
        CommandLine own = Objects.requireNonNull(spec).commandLine();
        CommandLine root = Objects.requireNonNull(own.getParent());
        String problem = settings.problem(root);
        if (problem != null) {
            out.println(Finding.problem(problem, "until then only help and this command run"));
        } else if (settings.file() != null) {
            out.println(Finding.ok("the settings in " + settings.file() + " can be read"));
        }
        List<String> unknown = settings.unknownVariables(root);
        if (problem == null && !unknown.isEmpty()) {
            out.println(
                    Finding.warning(
                            "no option belongs to the environment variables "
                                    + String.join(", ", unknown),
                            "correct them if they are for this command"));
        }
        out.flush();
        return problem == null;
    }
}
