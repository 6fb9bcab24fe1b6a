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
     * @param output where results go; null for standard output
     * @param inputs what jobs are read from; null if they are arguments
     */
    Records open(String handler, @Nullable Path output, @Nullable InputFiles inputs)
            throws IOException {
        requireLog();
        Path file = joblog;
        if (file != null) {
            refuseSharedFile(file, output, inputs);
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

    /** What earlier runs have done, for one who only looks; null if that does not matter. */
    @Nullable FinishedJobs finished(String handler) {
        requireLog();
        Path file = joblog;
        if (file == null || !isResumed()) {
            return null;
        }
        try {
            return FinishedJobs.read(file, new JobIdentity(handler), resumeFailed);
        } catch (IOException e) {
            throw new UsageException("cannot read --joblog " + file + ": " + IoReasons.of(e), e);
        }
    }

    private void requireLog() {
        if (joblog == null && isResumed()) {
            throw new UsageException(
                    (resume ? "--resume" : "--resume-failed") + " needs --joblog FILE");
        }
    }

    private static void refuseSharedFile(
            Path log, @Nullable Path output, @Nullable InputFiles inputs) throws IOException {
        Path results = output == null ? FileIdentity.STANDARD_OUTPUT : output;
        FileIdentity own = FileIdentity.of(log);
        boolean isSame =
                log.toAbsolutePath().normalize().equals(results.toAbsolutePath().normalize());
        if (isSame || (own != null && own.equals(FileIdentity.of(results)))) {
            throw new UsageException(
                    "--joblog " + log + " is where the results go; name another file");
        }
        if (inputs != null) {
            inputs.refuse("--joblog " + log, log, "the log");
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
