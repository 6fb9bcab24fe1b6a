package org.sempool.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When jobs have to wait for the sake of others on this machine. */
final class PolitenessOptions {
    /** With a limit of 0, a job starts if nothing else runs. */
    private static final double LEAST_LOAD = 0.01;

    @Option(
            names = "--load",
            paramLabel = "MAX",
            converter = CoreCount.OfLoad.class,
            description =
                    "Start a job only while fewer than MAX processes and threads run or are ready"
                            + " to, on the whole machine: a number, or 80%% of the cores, or more"
                            + " or fewer than the cores, as +1 or -1 (default: no limit).")
    private @Nullable CoreCount load;

    @Option(
            names = "--memfree",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Start a job only while at least SIZE of memory is available, in this control"
                            + " group, too: 500m, 2g (default: no limit).")
    private @Nullable Long freeMemory;

    @Option(
            names = "--delay-start",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Wait at least this long between the starts of two jobs (default: do not"
                            + " wait).")
    private @Nullable Duration pause;

    /**
     * What the options ask for.
     *
     * @param workers how many there are on this machine; 0 if all are on others
     */
    StartGate gate(int workers, boolean isOneByOne) {
        CoreCount most = load;
        Long least = freeMemory;
        if (workers == 0 && (most != null || least != null)) {
            throw new UsageException(
                    (most != null ? "--load" : "--memfree")
                            + " looks at this machine, but all workers are on others; add --workers"
                            + " N, or leave it out");
        }
        List<PoliteGate.Condition> conditions = new ArrayList<>();
        if (most != null) {
            MachineLoad now = MachineLoad.ofThisMachine();
            double limit = Math.max(LEAST_LOAD, most.of(CoreCount.cores()));
            conditions.add(unseen -> now.obstacle(limit, unseen));
        }
        if (least != null) {
            AvailableMemory now = AvailableMemory.ofThisMachine();
            conditions.add(_ -> now.obstacle(least));
        }
        boolean isOpen = conditions.isEmpty() && pause == null;
        if (isOpen && (!isOneByOne || workers == 0)) {
            return StartGate.OPEN;
        }
        return new PoliteGate(
                workers == 0 ? Integer.MAX_VALUE : workers,
                pause == null ? Duration.ZERO : pause,
                conditions);
    }
}
