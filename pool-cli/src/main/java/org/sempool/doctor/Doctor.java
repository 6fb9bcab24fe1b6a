package org.sempool.doctor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.sempool.LineHandler;

/**
 * Runs all checks, one after the other. If a check throws or does not end, that is a finding, too.
 */
public final class Doctor {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, Check> checks;
    private final Duration patience;

    Doctor(Map<String, Check> checks, Duration patience) {
        this.checks = checks;
        this.patience = patience;
    }

    /**
     * Creates the doctor for this machine.
     *
     * @param trial the handler to try in a pool, which returns its line
     * @return the doctor
     */
    public static Doctor ofThisMachine(Class<? extends LineHandler> trial) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("Java", new JavaCheck());
        checks.put("the system", new SystemCheck());
        checks.put("directories", new DirectoryCheck());
        checks.put("limits", new LimitsCheck());
        checks.put("leftovers of dead pools", new LeftoversCheck());
        PoolCheck.forEachTransport(trial).forEach(checks::put);
        return new Doctor(checks, PATIENCE.multipliedBy(2));
    }

    /**
     * Runs all checks; takes some seconds, and less than a minute for each check.
     *
     * @param report receives each finding at once
     * @return whether there is no problem
     * @throws InterruptedException if the thread is interrupted before the end
     */
    public boolean examine(Consumer<Finding> report) throws InterruptedException {
        boolean healthy = true;
        for (Map.Entry<String, Check> each : checks.entrySet()) {
            for (Finding finding : look(each.getKey(), each.getValue())) {
                report.accept(finding);
                healthy &= finding.level() != Finding.Level.PROBLEM;
            }
        }
        return healthy;
    }

    private List<Finding> look(String subject, Check check) throws InterruptedException {
        FutureTask<List<Finding>> looking = new FutureTask<>(check::look);
        try {
            Thread thread = Thread.ofPlatform().daemon().name("doctor").start(looking);
            try {
                return looking.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                thread.interrupt();
                return failed(subject, "the check takes more than " + patience.toSeconds() + " s");
            }
        } catch (ExecutionException e) {
            return failed(subject, String.valueOf(e.getCause()));
        } catch (OutOfMemoryError noThread) {
            return failed(subject, noThread.toString());
        }
    }

    private static List<Finding> failed(String subject, String why) {
        return List.of(
                Finding.problem(subject + ": cannot be checked: " + why, "see the other lines"));
    }
}
