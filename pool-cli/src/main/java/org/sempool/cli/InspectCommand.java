package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import org.sempool.inspect.BrokerInspector;
import org.sempool.inspect.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pool inspect}: draws what {@link PoolFinder} finds. */
@Command(
        name = "inspect",
        description = {
            "Draws the queues of your pools, both living pools and what dead ones left behind: each"
                    + " slot, the semaphores, and what each worker does. It only reads the shared"
                    + " memory; the pool does not notice. With --broker, shows the pools of a"
                    + " message broker instead: queues, consumers, rates, worker hosts.",
            ""
        },
        mixinStandardHelpOptions = true)
final class InspectCommand implements Runnable {
    private static final Duration USUAL_INTERVAL = Duration.ofMillis(500);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

    private static final Duration BETWEEN_TWO_LOOKS = Duration.ofMillis(200);

    private final Console console;
    private final StandardOutput output;
    private final Ending ending;
    private final PoolFinder pools = new PoolFinder();
    private final Map<Path, Drawing> drawings = new HashMap<>();

    @Parameters(
            arity = "0..*",
            paramLabel = "POOL",
            description =
                    "The pool's directory, the directory's name alone, or the process id of the"
                            + " pool's coordinator (default: all pools that are found).")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--watch",
            description =
                    "Draw repeatedly: named pools until they are gone, otherwise all pools as they"
                            + " come and go, until q or Ctrl-C. On a terminal, it has colours"
                            + " unless NO_COLOR is set, and shows slots that have changed since"
                            + " the last picture brighter.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Time between two pictures (default: 500ms).")
    private @Nullable Duration interval;

    @Mixin private BrokerOptions broker = new BrokerOptions();

    InspectCommand(Console console, StandardOutput output, Ending ending) {
        this.console = console;
        this.output = output;
        this.ending = ending;
    }

    @Override
    public void run() {
        Duration pause = interval == null ? USUAL_INTERVAL : interval;
        if (!watch && interval != null) {
            throw new UsageException("--interval needs --watch");
        }
        requireInterval(pause);
        try {
            if (broker.isGiven()) {
                lookAtBroker(pause);
            } else if (watch) {
                watch(pause);
            } else {
                lookOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shorter pauses would keep a processor busy with drawing. */
    static void requireInterval(Duration pause) {
        if (pause.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new UsageException(
                    "--interval "
                            + pause.toMillis()
                            + "ms is less than "
                            + SHORTEST_INTERVAL.toMillis()
                            + "ms");
        }
    }

    private void lookAtBroker(Duration pause) throws InterruptedException {
        if (!names.isEmpty()) {
            throw new UsageException(
                    "with --broker, pools are named by --pool; leave out " + names.getFirst());
        }
        BrokerInspector inspector =
                ServiceLoader.load(BrokerInspector.class).findFirst().orElseThrow();
        BrokerDrawing drawing = new BrokerDrawing();
        try (BrokerInspector.View view = inspector.connect(broker.all(null));
                var _ = output.endWhenUnread()) {
            var _ = draw(view, drawing);
            // Rates show only by comparison.
            TimeUnit.NANOSECONDS.sleep((watch ? pause : BETWEEN_TWO_LOOKS).toNanos());
            try (Canvas canvas = canvas()) {
                boolean wanted = true;
                while (wanted) {
                    wanted = canvas.show(draw(view, drawing)) && watch && canvas.await(pause);
                }
            }
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<AttributedString> draw(BrokerInspector.View view, BrokerDrawing drawing)
            throws IOException {
        return drawing.draw(view.look(), System.nanoTime());
    }

    private Canvas canvas() {
        return watch
                ? Screen.open(output, ending)
                : Canvas.below(output.writer(), output.isUnicode());
    }

    private void lookOnce() throws InterruptedException {
        pools.check(names, false);
        try (Canvas canvas = canvas()) {
            PoolFinder.Look first = pools.look(names);
            if (first.isOfNothing()) {
                console.message("you have no " + pools.subjects(" and no "));
                return;
            }
            var _ = draw(first, canvas);
            // Look twice: some things show only by comparison.
            TimeUnit.NANOSECONDS.sleep(BETWEEN_TWO_LOOKS.toNanos());
            PoolFinder.Look second = pools.look(names);
            var _ = canvas.show(draw(new PoolFinder.Look(second.pools(), List.of()), canvas));
            if (!second.unreadable().isEmpty()) {
                throw new UsageException(String.join(System.lineSeparator(), second.unreadable()));
            }
        }
    }

    /** Watches named pools until they are gone, or all pools that come and go. */
    private void watch(Duration pause) throws InterruptedException {
        pools.check(names, true);
        boolean areGone;
        try (var _ = output.endWhenUnread();
                Canvas canvas = canvas()) {
            areGone = watch(canvas, pause);
        }
        if (areGone) {
            console.message("all pools are gone");
        }
    }

    /** Returns whether named pools were there, and are gone. */
    private boolean watch(Canvas canvas, Duration pause) throws InterruptedException {
        boolean seen = false;
        boolean said = false;
        boolean wanted = true;
        while (wanted) {
            if (!seen) {
                pools.check(names, true);
            }
            PoolFinder.Look look = pools.look(names);
            if (!look.isOfNothing()) {
                seen = true;
                wanted = canvas.show(draw(look, canvas));
            } else if (seen && !names.isEmpty()) {
                return true;
            } else if (canvas.size().isLimited()) {
                wanted =
                        canvas.show(List.of(new AttributedString("waiting for a pool; q to stop")));
            } else if (!said) {
                console.message("waiting for a pool; Ctrl-C to stop");
                said = true;
            }
            wanted = wanted && canvas.await(pause);
        }
        return false;
    }

    private List<AttributedString> draw(PoolFinder.Look look, Canvas canvas) {
        drawings.keySet().retainAll(look.pools().stream().map(Snapshot::path).toList());
        // The totals and the legend have a line each.
        TerminalSize room =
                canvas.size()
                        .less(2 + look.unreadable().size())
                        .share(Math.max(1, look.pools().size()));
        List<AttributedString> lines = new ArrayList<>();
        for (Snapshot pool : look.pools()) {
            Drawing drawing =
                    drawings.computeIfAbsent(pool.path(), _ -> new Drawing(canvas.isUnicode()));
            lines.addAll(drawing.draw(pool, System.nanoTime(), room));
            if (!room.isLimited()) {
                lines.add(AttributedString.EMPTY);
            }
        }
        if (!look.pools().isEmpty()) {
            lines.addFirst(new AttributedString(totals(look.pools()), AttributedStyle.BOLD));
            lines.add(SlotMap.legend());
        }
        look.unreadable().forEach(line -> lines.add(new AttributedString(line)));
        return lines;
    }

    private String totals(List<Snapshot> seen) {
        double rate = drawings.values().stream().mapToDouble(Drawing::jobsPerSecond).sum();
        return Totals.of(seen).describe(rate);
    }
}
