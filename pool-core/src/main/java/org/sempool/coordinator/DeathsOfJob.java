package org.sempool.coordinator;

import java.util.List;
import org.sempool.WorkerDeath;
import org.sempool.WorkerDiedException;

/** Describes how a job failed by the deaths of its workers. */
final class DeathsOfJob {
    private DeathsOfJob() {}

    /**
     * The failure of a job that has no attempts left. May wait briefly for the workers' output.
     *
     * @param all in chronological order
     * @param attempts how many attempts the job had
     */
    static WorkerDiedException failure(List<JobDetails.Death> all, int attempts) {
        List<WorkerDeath> deaths = all.stream().map(death -> death.cause().get()).toList();
        return new WorkerDiedException(describe(deaths, attempts), deaths);
    }

    /** The last death in full, the earlier ones in a line each. */
    private static String describe(List<WorkerDeath> deaths, int attempts) {
        StringBuilder text = new StringBuilder();
        WorkerDeath last = deaths.getLast();
        text.append("attempt ").append(last.attempt()).append(" of ").append(attempts);
        text.append(": ").append(last.description());
        for (WorkerDeath earlier : deaths.subList(0, deaths.size() - 1)) {
            text.append(System.lineSeparator()).append("Before that, attempt ");
            text.append(earlier.attempt()).append(": ");
            earlier.description().lines().limit(1).forEach(text::append);
        }
        return text.toString();
    }
}
