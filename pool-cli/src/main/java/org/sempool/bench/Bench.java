package org.sempool.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sempool.bench.Contender.Run;

/**
 * Measures all contenders in several settings, in alternating runs: in each round each contender
 * has a turn, so that disturbances of the machine hit all of them, and a different one comes first.
 * The workers of contenders that wait for their turn are suspended: not all of them are idle when
 * they have nothing to do.
 */
public final class Bench implements AutoCloseable {
    private final Belongings belongings = new Belongings();
    private final List<Contender> contenders = new ArrayList<>();
    private final Consumer<String> say;

    /**
     * Starts nothing yet.
     *
     * @param say receives messages to the user
     */
    public Bench(Consumer<String> say) {
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
        Path directory = Scratch.create(belongings);
        var spinLimit =
                NativeContender.compile("C spin limit", "spin-limit", directory, 1, belongings);
        var lecture =
                NativeContender.compile(
                        "C lecture queue",
                        "lecture-queue",
                        directory,
                        Integer.MAX_VALUE,
                        belongings);
        if (spinLimit.isEmpty()) {
            say.accept("no C compiler (cc): leaving out the baselines in C");
        }
        spinLimit.ifPresent(contenders::add);
        lecture.ifPresent(contenders::add);
        contenders.add(new TransportContender("shm", "futex"));
        contenders.add(new TransportContender("chronicle", ""));
        contenders.add(new StreamContender(false));
        contenders.add(new StreamContender(true));
        contenders.add(new PoolContender("shm", "futex"));
        contenders.add(new PoolContender("shm", "posix"));
        contenders.add(new PoolContender("shm", "polling"));
        contenders.add(new PoolContender("chronicle", ""));
        if (!only.isEmpty()) {
            contenders.removeIf(each -> only.stream().noneMatch(each.fullName()::contains));
        }
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("no contender is called " + only);
        }
    }

    /**
     * Measures; how long that takes depends on all parameters.
     *
     * @param settings what to measure
     * @param rounds how many turns each contender has in each setting
     * @param warmUp how long each contender is warmed up before its first turn
     * @param turn about how long a turn is, for the throughput and for the round trips each
     * @return the results, setting by setting
     * @throws IOException if a contender cannot be started or gives wrong results
     * @throws InterruptedException if the thread is interrupted
     */
    public List<Measurement> measure(
            List<Setting> settings, int rounds, Duration warmUp, Duration turn)
            throws IOException, InterruptedException {
        say.accept("measuring how long it takes until a killed worker's job runs again");
        Map<Contender, Long> rerunNanos = new HashMap<>();
        for (Contender contender : contenders) {
            rerunNanos.put(contender, contender.killToRerunNanos(rounds, belongings));
        }
        List<Measurement> measurements = new ArrayList<>();
        for (Setting setting : settings) {
            say.accept("measuring " + setting);
            measure(setting, rounds, warmUp, turn).stream()
                    .map(each -> each.result(rerunNanos.getOrDefault(each.contender(), 0L)))
                    .forEach(measurements::add);
        }
        return measurements;
    }

    private List<Rounds> measure(Setting setting, int rounds, Duration warmUp, Duration turn)
            throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        try {
            List<Rounds> measured = new ArrayList<>();
            for (Contender contender : contenders) {
                if (contender.supports(setting)) {
                    Run run = contender.open(setting, belongings);
                    runs.add(run);
                    measured.add(
                            Rounds.warmUp(
                                    contender, setting, run, warmUp.toNanos(), turn.toNanos()));
                    Processes.signal("STOP", run.workers());
                }
            }
            List<Rounds> order = new ArrayList<>(measured);
            for (int round = 0; round < rounds; round++) {
                for (Rounds contender : order) {
                    Processes.signal("CONT", contender.run().workers());
                    contender.measure();
                    Processes.signal("STOP", contender.run().workers());
                }
                Collections.rotate(order, 1);
            }
            return measured;
        } finally {
            Processes.signal("CONT", runs.stream().flatMap(run -> run.workers().stream()).toList());
            for (Run run : runs) {
                run.close();
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
