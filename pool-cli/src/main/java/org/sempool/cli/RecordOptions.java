package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.joblog.FinishedJobs;
import org.sempool.joblog.JobIdentity;
import org.sempool.joblog.JobLog;
import picocli.CommandLine.Option;

/** What is kept of the jobs, and used by a later run. */
final class RecordOptions {
    @Option(
            names = "--joblog",
            paramLabel = "FILE",
            description =
                    "Write a line about each job that has ended to FILE, with tabs between the"
                            + " columns: when, how long, exit code, what, attempts, why.")
    private @Nullable Path joblog;

    @Option(
            names = "--resume",
            description =
                    "Leave out the jobs that --joblog FILE has already, add to it, and add to"
                            + " --output.")
    private boolean resume;

    @Option(
            names = "--resume-failed",
            description = "As --resume, but run those again that have failed.")
    private boolean resumeFailed;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Also write what each job prints to the files stdout and stderr in a directory"
                            + " below DIR that is named after its values.")
    private @Nullable Path results;

    /** Whether the batch continues an earlier run's. */
    boolean isResumed() {
        return resume || resumeFailed;
    }

    /**
     * Opens what is asked for.
     *
     * @param handler distinguishes the handler and its version
     */
    Records open(String handler) {
        Path file = joblog;
        if (file == null && isResumed()) {
            throw new UsageException(
                    (resume ? "--resume" : "--resume-failed") + " needs --joblog FILE");
        }
        JobIdentity identity = new JobIdentity(handler);
        ResultDirectory directory = results == null ? null : ResultDirectory.at(results);
        if (file == null) {
            return new Records(identity, null, null, directory);
        }
        JobLog log = null;
        try {
            log = JobLog.open(file, isResumed());
            FinishedJobs finished =
                    isResumed() ? FinishedJobs.read(file, identity, resumeFailed) : null;
            return new Records(identity, log, finished, directory);
        } catch (IOException e) {
            close(log);
            throw new UsageException("cannot use --joblog " + file + ": " + IoReasons.of(e), e);
        }
    }

    private static void close(@Nullable JobLog log) {
        try {
            if (log != null) {
                log.close();
            }
        } catch (IOException nothingIsLost) {
            // The reason to close it is told.
        }
    }
}
