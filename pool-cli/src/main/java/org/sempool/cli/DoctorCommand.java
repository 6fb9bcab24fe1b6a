package org.sempool.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.doctor.Doctor;
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

    /** Called by picocli. */
    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        logging.apply();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean healthy =
                Doctor.ofThisMachine(EchoHandler.class)
                        .examine(
                                finding -> {
                                    out.println(OptionNames.in(finding.toString()));
                                    out.flush();
                                });
        return healthy ? ExitCode.ALL_SUCCEEDED : ExitCode.SOME_FAILED;
    }
}
