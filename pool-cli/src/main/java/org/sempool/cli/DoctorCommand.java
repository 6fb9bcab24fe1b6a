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

/** {@code pool doctor}: looks at whether pools can run here. */
@Command(
        name = "doctor",
        description = {
            "Looks at what pools need of this machine, and runs a job on one worker with each"
                    + " transport. Says in a line each what there is, what is wrong, and what to do.",
            ""
        },
        footer = {"", "Exit codes: 0 no problem (there may be warnings), 1 problems."},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin private LoggingOptions logging = new LoggingOptions();

    @Spec private @Nullable CommandSpec spec;

    /** Made by picocli. */
    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        logging.apply();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean healthy =
                Doctor.ofThisMachine(EchoHandler.class)
                        .examine(
                                finding -> {
                                    out.println(finding);
                                    out.flush();
                                });
        return healthy ? ExitCode.ALL_SUCCEEDED : ExitCode.SOME_FAILED;
    }
}
