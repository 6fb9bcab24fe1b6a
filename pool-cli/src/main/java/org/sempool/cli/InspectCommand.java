package org.sempool.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.inspect.BrokerInspector;
import org.sempool.inspect.Inspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pool inspect}: draws what an {@link Inspector} finds. */
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
    /** Moves to the upper left corner and erases everything below: the picture does not flicker. */
    private static final String HOME = "\033[H\033[J";

    private static final Duration USUAL_INTERVAL = Duration.ofMillis(500);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

    private static final Duration BETWEEN_TWO_LOOKS = Duration.ofMillis(200);

    private final Console console;
    private final StandardOutput output;
    private final List<Inspector> inspectors =
            ServiceLoader.load(Inspector.class).stream().map(ServiceLoader.Provider::get).toList();
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
                            + " come and go, until Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Time between two pictures (default: 500ms).")
    private @Nullable Duration interval;

    @Mixin private BrokerOptions broker = new BrokerOptions();

    @Spec private @Nullable CommandSpec spec;

    InspectCommand(Console console, StandardOutput output) {
        this.console = console;
        this.output = output;
    }

    @Override
    public void run() {
        Duration pause = interval == null ? USUAL_INTERVAL : interval;
        if (!watch && interval != null) {
            throw new UsageException("--interval needs --watch");
        }
        if (pause.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new UsageException(
                    "--interval "
                            + pause.toMillis()
                            + "ms is less than "
                            + SHORTEST_INTERVAL.toMillis()
                            + "ms");
        }
        try {
            if (broker.isGiven()) {
                lookAtBroker(pause);
            } else if (watch) {
                try (var _ = output.endWhenUnread()) {
                    watch(pause);
                }
            } else {
                lookOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
            Look look;
            do {
                // Rates show only by comparison.
                TimeUnit.NANOSECONDS.sleep((watch ? pause : BETWEEN_TWO_LOOKS).toNanos());
                look = new Look(List.of(draw(view, drawing)), List.of());
            } while (printPictures(look) && watch);
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String draw(BrokerInspector.View view, BrokerDrawing drawing)
            throws IOException {
        return drawing.draw(view.look(), System.nanoTime());
    }

    private void lookOnce() throws InterruptedException {
        checkNames();
        Look first = look(find());
        if (first.isOfNothing()) {
            console.message("you have no " + subjects(" and no "));
            return;
        }
        // Look twice: some things show only by comparison.
        TimeUnit.NANOSECONDS.sleep(BETWEEN_TWO_LOOKS.toNanos());
        Look second = look(find());
        var _ = print(new Look(second.pictures(), List.of()));
        if (!second.unreadable().isEmpty()) {
            throw new UsageException(String.join(System.lineSeparator(), second.unreadable()));
        }
    }

    /** Pools that were drawn, and errors of those that could not be read. */
    private record Look(List<String> pictures, List<String> unreadable) {
        boolean isOfNothing() {
            return pictures.isEmpty() && unreadable.isEmpty();
        }
    }

    /** Watches named pools until they are gone, or all pools that come and go until Ctrl-C. */
    private void watch(Duration pause) throws InterruptedException {
        boolean seen = false;
        boolean said = false;
        while (true) {
            if (!seen) {
                checkNames();
            }
            Look look = look(find());
            if (!look.isOfNothing()) {
                seen = true;
                if (!print(look)) {
                    return;
                }
            } else if (seen && !names.isEmpty()) {
                console.message("all pools are gone");
                return;
            } else if (!said) {
                console.message("waiting for a pool; Ctrl-C to stop");
                said = true;
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    private String subjects(String between) {
        return inspectors.stream().map(Inspector::subject).collect(Collectors.joining(between));
    }

    /** Returns whether the output still has a reader. */
    private boolean print(Look look) {
        boolean read = printPictures(look);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (!look.pictures().isEmpty()) {
            out.println(Drawing.legend());
        }
        look.unreadable().forEach(out::println);
        return read && !out.checkError();
    }

    private boolean printPictures(Look look) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (watch && output.isTerminal()) {
            out.print(HOME);
        }
        look.pictures().forEach(out::println);
        return !out.checkError();
    }

    /** Draws pools; leaves out those that have gone meanwhile. */
    private Look look(Map<Path, Inspector> pools) {
        drawings.keySet().retainAll(pools.keySet());
        List<String> pictures = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        pools.forEach(
                (path, inspector) -> {
                    try {
                        Drawing drawing = drawings.computeIfAbsent(path, _ -> new Drawing());
                        pictures.addAll(drawing.draw(inspector.look(path), System.nanoTime()));
                        pictures.add("");
                    } catch (IOException e) {
                        if (Files.exists(path)) {
                            unreadable.add(path + " cannot be read: " + e.getMessage());
                        }
                    }
                });
        return new Look(pictures, unreadable);
    }

    /** Each name must mean a pool, or be able to mean one later if pools are watched. */
    private void checkNames() {
        for (String name : names) {
            if (find(name).isEmpty() && !(watch && isProcess(name))) {
                throw new UsageException(
                        (isNumber(name)
                                        ? "process " + name + " has no pool"
                                        : "'" + name + "' is not a pool")
                                + " of yours that can be drawn; 'pool inspect' draws all "
                                + subjects(" and "));
            }
        }
    }

    /** Finds the named pools, or all pools. */
    private Map<Path, Inspector> find() {
        Map<Path, Inspector> found = new LinkedHashMap<>();
        if (names.isEmpty()) {
            inspectors.forEach(
                    inspector -> findBy(inspector).forEach(p -> found.put(p, inspector)));
        }
        names.forEach(name -> found.putAll(find(name)));
        return found;
    }

    private Map<Path, Inspector> find(String name) {
        Map<Path, Inspector> found = new LinkedHashMap<>();
        for (Inspector inspector : inspectors) {
            if (isNumber(name)) {
                findBy(inspector).stream()
                        .filter(path -> path.getFileName().toString().contains("-" + name + "-"))
                        .forEach(path -> found.put(path, inspector));
            } else {
                Stream.concat(
                                path(name).filter(inspector::knows).stream(),
                                findBy(inspector).stream()
                                        .filter(path -> path.getFileName().toString().equals(name)))
                        .forEach(path -> found.put(path, inspector));
            }
        }
        return found;
    }

    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static List<Path> findBy(Inspector inspector) {
        try {
            return inspector.find();
        } catch (IOException e) {
            throw new UsageException("cannot look for pools: " + e, e);
        }
    }

    private static boolean isNumber(String name) {
        return name.matches("\\d{1,18}");
    }

    private static boolean isProcess(String name) {
        return isNumber(name) && ProcessHandle.of(Long.parseLong(name)).isPresent();
    }
}
