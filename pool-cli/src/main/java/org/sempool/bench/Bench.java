package org.sempool.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sempool.bench.Contender.Run;

/**
 * Measures all contenders in several settings, in alternating runs: in each round each contender
 * has a turn, so that disturbances of the machine hit all of them, and a different one comes first.
 * The workers of contenders that wait for their turn are suspended: not all of them are idle when
 * they have nothing to do. Each coordinator in Java has a JVM of its own, which goes with this one.
 */
public final class Bench implements AutoCloseable {
    /** Short ones, and ones that do not fit a slot. */
    private static final List<Integer> LINE_BYTES = List.of(10, 16_000);

    private static final List<String> BROKER_NAMES =
            Contenders.of(BrokerProcess.NONE).stream().map(Contender::fullName).toList();

    private final Belongings belongings = new Belongings();
    private final List<Contender> contenders = new ArrayList<>();
    private final List<LineProgram> programs = new ArrayList<>();
    private final Schedule schedule;
    private final String commandMain;
    private final Consumer<String> say;

    /**
     * Starts nothing yet.
     *
     * @param schedule how long everything takes
     * @param commandMain the main class of the command, on the class path of this JVM
     * @param say receives messages to the user
     */
    public Bench(Schedule schedule, String commandMain, Consumer<String> say) {
        this.schedule = schedule;
        this.commandMain = commandMain;
        this.say = say;
    }

    /**
     * Finds out which contenders can take part.
     *
     * @param only parts of the names of the wanted contenders; if it is empty, all are wanted
     * @throws IOException if the baselines in C cannot be compiled though there is a compiler
     * @throws InterruptedException if the thread is interrupted
     */
    public void findContenders(List<String> only) throws IOException, InterruptedException {
        addNative(Headline.LIMIT, "spin-limit", 1, only);
        addNative(Headline.LECTURE, "lecture-queue", Integer.MAX_VALUE, only);
        Contenders.ofJava().stream()
                .filter(each -> isWanted(each.fullName(), only))
                .map(each -> new ForkedContender(each, schedule.patience()))
                .forEach(contenders::add);
        addBrokers(only);
        Stream.of(LineProgram.submit(commandMain), LineProgram.cat())
                .filter(each -> isWanted(each.name(), only))
                .forEach(programs::add);
        if (contenders.isEmpty() && programs.isEmpty()) {
            throw new IllegalArgumentException("no contender is called " + only);
        }
    }

    private void addNative(String name, String source, int mostWorkers, List<String> only)
            throws IOException, InterruptedException {
        if (isWanted(name, only)) {
            var compiled =
                    NativeContender.compile(
                            name, source, Scratch.create(belongings), mostWorkers, belongings);
            if (compiled.isEmpty()) {
                say.accept("no C compiler (cc): leaving out " + name);
            }
            compiled.ifPresent(contenders::add);
        }
    }

    /** Only if they are named: they take long to start. */
    private void addBrokers(List<String> only) throws IOException {
        if (only.isEmpty() || BROKER_NAMES.stream().noneMatch(name -> isWanted(name, only))) {
            return;
        }
        Contenders.of(BrokerProcess.start(belongings)).stream()
                .filter(each -> isWanted(each.fullName(), only))
                .map(each -> new ForkedContender(each, schedule.patience()))
                .forEach(contenders::add);
    }

    private static boolean isWanted(String name, List<String> only) {
        return only.isEmpty() || only.stream().anyMatch(name::contains);
    }

    /**
     * Measures; how long that takes depends on the schedule and the settings.
     *
     * @param settings what to measure
     * @return the results
     * @throws BenchException if a contender cannot be started, dies, hangs or gives wrong results,
     *     or a disk is full
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if the thread is interrupted
     */
    public Figures measure(List<Setting> settings) throws IOException, InterruptedException {
        return new Figures(
                contenders.isEmpty() ? List.of() : measureJobs(settings),
                programs.isEmpty() ? List.of() : measureLines());
    }

    private List<LinesMeasurement> measureLines() throws IOException, InterruptedException {
        FileToFile fileToFile = new FileToFile(programs, schedule, belongings);
        List<LinesMeasurement> measurements = new ArrayList<>();
        for (int lineBytes : LINE_BYTES) {
            say.accept("measuring lines of " + lineBytes + " bytes from file to file");
            measurements.addAll(fileToFile.measure(lineBytes));
        }
        return measurements;
    }

    private List<Measurement> measureJobs(List<Setting> settings)
            throws IOException, InterruptedException {
        say.accept("measuring how long it takes until a killed worker's job runs again");
        Map<Contender, Long> rerunNanos = new HashMap<>();
        for (Contender contender : contenders) {
            if (contender.rerunsJobs()) {
                rerunNanos.put(
                        contender, contender.killToRerunNanos(schedule.rounds(), belongings));
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        for (Setting setting : settings) {
            say.accept("measuring " + setting);
            measure(setting).stream()
                    .map(each -> each.result(rerunNanos.getOrDefault(each.contender(), 0L)))
                    .forEach(measurements::add);
        }
        return measurements;
    }

    private List<Rounds> measure(Setting setting) throws IOException, InterruptedException {
        try (Field field = new Field()) {
            for (Contender contender : contenders) {
                if (contender.supports(setting)) {
                    Run run = field.add(contender.open(setting, belongings));
                    field.measured.add(Rounds.warmUp(contender, setting, run, schedule));
                    Processes.signal("STOP", run.workers());
                }
            }
            List<Rounds> order = new ArrayList<>(field.measured);
            for (int round = 0; round < schedule.rounds(); round++) {
                for (Rounds contender : order) {
                    Processes.signal("CONT", contender.run().workers());
                    contender.measure();
                    Processes.signal("STOP", contender.run().workers());
                }
                Collections.rotate(order, 1);
            }
            return field.measured;
        }
    }

    /** All contenders of a setting, with suspended workers. */
    private static final class Field implements AutoCloseable {
        private final List<Run> runs = new ArrayList<>();
        private final List<Rounds> measured = new ArrayList<>();

        Run add(Run run) {
            runs.add(run);
            return run;
        }

        /** Closes all, even if one fails. */
        @Override
        public void close() throws IOException {
            try {
                Processes.signal(
                        "CONT", runs.stream().flatMap(run -> run.workers().stream()).toList());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            IOException trouble = null;
            for (Run run : runs) {
                try {
                    run.close();
                } catch (IOException e) {
                    trouble = e;
                }
            }
            if (trouble != null) {
                throw trouble;
            }
        }
    }

    /**
     * Removes what was compiled, and ends and removes what is left of an unfinished measurement.
     * For any thread, at any time; no measurement goes on after that.
     */
    @Override
    public void close() throws IOException {
        belongings.close();
    }
}
