package org.sempool.coordinator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sempool.config.PoolConfig;
import org.sempool.logging.LogRecord;
import org.sempool.process.JvmVariables;
import org.sempool.process.OutOfMemoryKills;
import org.sempool.process.ProcessEnd;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessStart;
import org.sempool.process.ProcessorWait;
import org.sempool.process.Programs;
import org.sempool.process.ResidentMemory;
import org.sempool.process.Secrets;
import org.sempool.spi.Transport;
import org.sempool.wire.WorkerArguments;
import org.sempool.wire.WorkerExit;
import org.sempool.wire.WorkerOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker JVM, as the coordinator sees it.
 *
 * <p>The worker reads a pipe, its lifeline, which also carries orders. When the coordinator ends,
 * for whatever reason, the pipe is closed, and the worker ends, too.
 */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    /** Moves the lifeline to a descriptor that handlers and their child processes do not use. */
    private static final String MOVE_LIFELINE =
            "exec " + WorkerArguments.LIFELINE + "<&0 </dev/null && exec \"$@\"";

    private static final Duration OUTPUT_PATIENCE = Duration.ofMillis(300);

    /** Distinguishes the lives of all workers of this process. */
    private static final AtomicLong LIVES = new AtomicLong();

    private final int number;
    private final Process process;
    private final String tag;
    private final long startTicks;
    private final WorkerOutput output;
    private final long outOfMemoryKillsBefore = OutOfMemoryKills.soFar();
    private final AtomicReference<@Nullable String> killedBecause = new AtomicReference<>();
    private volatile boolean ready;
    private volatile boolean retiring;
    private volatile boolean worked;
    private final long startNanos = System.nanoTime();
    private long readyNanos;
    private final Optional<Path> expectedReport;
    private boolean exitNoted;
    private @Nullable CauseOfDeath causeOfDeath;

    private WorkerProcess(
            int number,
            Process process,
            String tag,
            Optional<Path> expectedReport,
            OutputLog outputLog) {
        this.number = number;
        this.process = process;
        this.tag = tag;
        this.startTicks = ProcessStart.of(process.pid(), ProcessStart.own());
        this.expectedReport = expectedReport;
        this.output =
                new WorkerOutput(
                        "sempool-output-" + number,
                        process.getInputStream(),
                        new WorkerOutput.Sink() {
                            @Override
                            public void line(String text, boolean isOfCrash) {
                                outputLog.add(number, process.pid(), ready && !isOfCrash, text);
                            }

                            @Override
                            public void record(LogRecord logged) {
                                outputLog.add(number, process.pid(), logged);
                            }
                        });
    }

    static WorkerProcess start(
            int number,
            PoolConfig config,
            Transport transport,
            String address,
            @Nullable Path directory,
            List<String> classFlags,
            OutputLog outputLog)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                command(number, config, transport, address, directory, classFlags))
                        .redirectErrorStream(true);
        String tag = ProcessFamily.tag(address, number, LIVES.incrementAndGet());
        config.launch().directory().map(Path::toFile).ifPresent(builder::directory);
        JvmVariables.removeFrom(builder.environment());
        Secrets.removeFrom(builder.environment());
        builder.environment().putAll(config.launch().environment());
        builder.environment().put(ProcessFamily.TAG_NAME, tag);
        try {
            Process process = builder.start();
            Optional<Path> report = WorkerJvmFlags.crashReport(config, process.pid());
            return new WorkerProcess(number, process, tag, report, outputLog);
        } catch (RuntimeException | Error e) {
            // No more threads, say: the process may be running, and nothing would supervise it.
            ProcessFamily.killTagged(Set.of(tag), ProcessStart.own());
            throw e;
        }
    }

    private static List<String> command(
            int number,
            PoolConfig config,
            Transport transport,
            String address,
            @Nullable Path directory,
            List<String> classFlags) {
        List<String> command = new ArrayList<>();
        if (Programs.hasShell()) {
            command.addAll(List.of(Programs.SHELL, "-c", MOVE_LIFELINE, Programs.SHELL));
        }
        // The coordinator decides what a terminal's Ctrl-C means for the workers.
        command.addAll(Programs.ownSession());
        if (config.launch().niceness() > 0) {
            command.addAll(Programs.lowerPriority(config.launch().niceness()));
        }
        command.add(config.launch().java().toString());
        command.addAll(WorkerJvmFlags.of(config, transport));
        command.addAll(classFlags);
        command.addAll(
                new WorkerArguments(
                                transport.name(),
                                address,
                                number,
                                config.handler(),
                                config.retries().attemptsOfHandler(),
                                config.retirement().maxJobs(),
                                directory,
                                config.remoteExceptions().isPresent(),
                                config.name(),
                                config.limits().handlerStop().toMillis())
                        .toCommandLine());
        return command;
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    /** How long ago it was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    boolean isReady() {
        return ready;
    }

    void markReady() {
        readyNanos = System.nanoTime();
        ready = true;
    }

    /** Whether it has been ready since that time. */
    boolean isReadySince(long nanos) {
        return ready && readyNanos - nanos <= 0;
    }

    boolean isRetiring() {
        return retiring;
    }

    void markRetiring() {
        retiring = true;
    }

    boolean hasWorked() {
        return worked;
    }

    void markWorked() {
        if (!worked) {
            worked = true;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Calls back once it has ended; never if no thread can be started for that. */
    void onExit(Runnable action) {
        try {
            ProcessEnd.then(process, "sempool-exit-" + number, action);
        } catch (OutOfMemoryError noThread) {
            LOG.debug("the end of {} will be noticed late", this, noThread);
        }
    }

    /** Notes the end; returns whether this is the first call. For the supervisor's thread. */
    boolean noteExit() {
        boolean first = !exitNoted;
        exitNoted = true;
        return first;
    }

    /** Gives an order. The pipe has room for far more orders than a worker ever gets. */
    void order(WorkerOrder order) {
        try {
            order.write(process.getOutputStream());
        } catch (IOException alreadyGone) {
            LOG.debug("{} is gone already", this, alreadyGone);
        }
    }

    /** Sends SIGKILL to the worker and its group. */
    void kill(String because) {
        var _ = killedBecause.compareAndSet(null, because);
        // The id is not reused until the process has been waited for. That may happen just after
        // this check, but the kernel reuses an id only after all others.
        if (process.isAlive()) {
            ProcessFamily.killGroup(pid());
        }
        // Not Process.destroyForcibly: that closes the pipe, with the worker's last lines in it.
        process.toHandle().destroyForcibly();
    }

    /** Why the pool killed this worker, or null if it did not. */
    @Nullable String killedBecause() {
        return killedBecause.get();
    }

    /** Kills the processes that the ended worker left in its group. */
    void killGroupLeft() {
        // While the group has members, no new process gets its number.
        if (ProcessHandle.of(pid()).isEmpty()) {
            ProcessFamily.killGroup(pid());
        }
    }

    /** The tag by which its family is found. */
    String tag() {
        return tag;
    }

    /** No member of its family is older, by {@link ProcessStart}. */
    long startTicks() {
        return startTicks;
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Whether the ended worker retired as planned, rather than died. */
    boolean hasRetired() {
        // Its message may arrive after its end. The code alone proves nothing: a handler may exit
        // with it.
        return retiring || (worked && exitCode() == WorkerExit.RETIRED);
    }

    /**
     * Why the worker ended. The first call should come soon after the end; it waits briefly for the
     * rest of the output.
     */
    synchronized CauseOfDeath causeOfDeath() {
        CauseOfDeath known = causeOfDeath;
        if (known == null) {
            boolean kernelRanOutOfMemory = OutOfMemoryKills.soFar() > outOfMemoryKillsBefore;
            known =
                    new CauseOfDeath(
                            this,
                            exitCode(),
                            killedBecause(),
                            kernelRanOutOfMemory,
                            expectedReport,
                            output.lastLines(OUTPUT_PATIENCE));
            causeOfDeath = known;
        }
        return known;
    }

    /** How long each of its threads has waited for a processor, in nanoseconds. */
    Map<Long, Long> processorWaits() {
        return ProcessorWait.ofProcess(pid());
    }

    OptionalLong residentMemory() {
        return ResidentMemory.ofProcess(pid());
    }

    @Override
    public String toString() {
        return "worker " + number + " (pid " + pid() + ")";
    }
}
