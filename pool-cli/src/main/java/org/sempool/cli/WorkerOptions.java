package org.sempool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerSettings;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How many workers there are, and when one is replaced. */
final class WorkerOptions {
    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            converter = CoreCount.OfWorkers.class,
            description =
                    "Worker processes on this machine: a number, or 50%% of the cores, or more or"
                            + " fewer than the cores, as +2 or -1 (default: the number of cores that"
                            + " a control group leaves; for 'submit' with the --broker of others: 0).")
    private @Nullable CoreCount workers;

    @Option(
            names = "--nice",
            paramLabel = "N",
            description =
                    "How much lower the priority of the workers, and of all that they start, is than"
                            + " that of this command: 0 to 19 (default: 0).")
    private int niceness;

    @Option(
            names = "--max-jobs-per-worker",
            paramLabel = "N",
            description = "Replace a worker after N jobs (default: never).")
    private @Nullable Long maxJobs;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Replace a worker after its job if its resident memory reaches SIZE: bytes, or"
                            + " 500m, 2g, 1GiB; all units are binary (default: never).")
    private @Nullable Long maxMemory;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Maximum heap of each worker, with the units of --max-memory (default: half the"
                            + " memory, shared among the workers).")
    private @Nullable Long heap;

    @Option(
            names = "--jvm-flag",
            paramLabel = "FLAG",
            parameterConsumer = AnyWord.class,
            description =
                    "A flag for the java command of each worker, as in --jvm-flag=-ea; may be"
                            + " repeated. JAVA_OPTS and JAVA_TOOL_OPTIONS apply only to the"
                            + " command's own JVM.")
    private List<String> jvmFlags = new ArrayList<>();

    /** Takes the next word, whatever it is: flags of the JVM look like options of this command. */
    static final class AnyWord implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            if (words.isEmpty()) {
                throw new ParameterException(
                        command.commandLine(), "--jvm-flag needs a flag, as in --jvm-flag=-ea");
            }
            List<String> flags = option.getValue();
            flags.add(words.pop());
        }
    }

    int workers(int unlessGiven) {
        CoreCount given = workers;
        return given == null ? unlessGiven : given.whole(CoreCount.cores());
    }

    void configure(WorkerSettings<?> builder, int unlessGiven) {
        builder.workers(workers(unlessGiven)).niceness(niceness);
        Long jobs = maxJobs;
        if (jobs != null) {
            builder.maxJobsPerWorker(jobs);
        }
        Long memory = maxMemory;
        if (memory != null) {
            builder.maxMemoryPerWorker(memory);
        }
        Long heapBytes = heap;
        if (heapBytes != null) {
            builder.heap(heapBytes);
        }
        builder.jvmFlags(jvmFlags.toArray(new String[0]));
    }
}
