package org.sempool.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.sempool.LineHandler;
import org.sempool.PoolException;
import org.sempool.WorkerPool;
import org.sempool.spi.Transport;

/** Starts a real pool of one worker, and runs one job on it. */
final class PoolCheck implements Check {
    /** Less time than a check may take, so that the reason is known. */
    private static final Duration START = Duration.ofSeconds(20);

    private static final Duration JOB = Duration.ofSeconds(10);
    private static final String LINE = "is anybody there?";

    private final String transport;
    private final Class<? extends LineHandler> trial;

    private PoolCheck(String transport, Class<? extends LineHandler> trial) {
        this.transport = transport;
        this.trial = trial;
    }

    /** One check for each transport of this program that needs no more than this machine. */
    static Map<String, Check> forEachTransport(Class<? extends LineHandler> trial) {
        Map<String, Check> checks = new TreeMap<>();
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            if (transport.isHosted()) {
                continue;
            }
            checks.put(
                    "a pool with --transport " + transport.name(),
                    new PoolCheck(transport.name(), trial));
        }
        return checks;
    }

    @Override
    public List<Finding> look() {
        long begun = System.nanoTime();
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(trial)
                        .workers(1)
                        .queue(4)
                        .transport(transport)
                        .startTimeout(START)
                        .jobTimeout(JOB)
                        .build()) {
            String answer = pool.submit(LINE).join();
            return List.of(judge(answer, System.nanoTime() - begun));
        } catch (PoolException | IllegalArgumentException | CompletionException e) {
            return List.of(failed(e));
        }
    }

    private Finding judge(String answer, long nanos) {
        String name = "a worker with --transport " + transport;
        return answer.equals(LINE)
                ? Finding.ok(
                        String.format(
                                Locale.ROOT,
                                "%s started and did a job in %.1f s",
                                name,
                                nanos / (double) TimeUnit.SECONDS.toNanos(1)))
                : Finding.problem(
                        name + " returned '" + answer + "' for '" + LINE + "'",
                        "rebuild the project: mvn clean");
    }

    private Finding failed(Exception e) {
        Throwable cause =
                e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return Finding.problem(
                "no job could be done with --transport " + transport + ": " + why,
                "see the other lines; 'pool -v submit' logs more");
    }
}
