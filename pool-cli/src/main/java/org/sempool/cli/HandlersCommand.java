package org.sempool.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pool handlers}: lists what {@code pool submit} can run by a short name. */
@Command(
        name = "handlers",
        description = "Lists the handlers that have a short name.",
        mixinStandardHelpOptions = true)
final class HandlersCommand implements Runnable {
    @Mixin private ClassPathOption classPath = new ClassPathOption();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        for (Handlers.Registered handler : Handlers.on(classPath.entries()).registered()) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %s (%s)%n",
                    Visible.line(handler.name()),
                    Visible.line(handler.description()),
                    handler.type().getName());
        }
        out.flush();
    }
}
