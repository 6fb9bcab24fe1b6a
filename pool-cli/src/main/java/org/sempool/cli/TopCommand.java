package org.sempool.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pool top}: a table of running jobs. */
@Command(
        name = "top",
        description = {
            "Shows the running jobs of your pools on this machine, those that have run longest"
                    + " first: for how long, how far they are, what they are called, and who runs"
                    + " them. A job's name is the one that its program gave it, or how its input"
                    + " begins. It only reads the shared memory; the"
                    + " pools do not notice.",
            "",
            "Ends with q or Ctrl-C. If standard output is no terminal, it prints the table once."
                    + " A time with '>=' may be longer: the job ran before this command began to"
                    + " look.",
            ""
        },
        mixinStandardHelpOptions = true)
final class TopCommand implements Runnable {
    private static final Duration BETWEEN_TWO_LOOKS = Duration.ofMillis(200);

    private final StandardOutput output;
    private final Ending ending;
    private final PoolFinder pools = new PoolFinder();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Time between two pictures (default: 1s).")
    private Duration interval = Duration.ofSeconds(1);

    TopCommand(StandardOutput output, Ending ending) {
        this.output = output;
        this.ending = ending;
    }

    @Override
    public void run() {
        InspectCommand.requireInterval(interval);
        try (var _ = output.endWhenUnread();
                Canvas canvas = Screen.open(output, ending)) {
            JobTable table = new JobTable(canvas.isUnicode());
            var _ = draw(table);
            // Rates show only by comparison.
            TimeUnit.NANOSECONDS.sleep(BETWEEN_TWO_LOOKS.toNanos());
            boolean repeats = canvas.size().isLimited();
            boolean wanted = true;
            while (wanted) {
                wanted = canvas.show(draw(table)) && repeats && canvas.await(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<AttributedString> draw(JobTable table) {
        PoolFinder.Look look = pools.look(List.of());
        List<AttributedString> lines = new ArrayList<>();
        if (look.isOfNothing()) {
            lines.add(new AttributedString("you have no " + pools.subjects(" and no ")));
        } else {
            lines.addAll(table.draw(look.pools(), System.nanoTime()));
        }
        look.unreadable()
                .forEach(
                        line ->
                                lines.add(
                                        new AttributedString(
                                                line,
                                                AttributedStyle.DEFAULT.foreground(
                                                        AttributedStyle.RED))));
        return lines;
    }
}
