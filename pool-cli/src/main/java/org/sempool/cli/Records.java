package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sempool.JobEnded;
import org.sempool.JobTimedOutException;
import org.sempool.JobTimes;
import org.sempool.WorkerDiedException;
import org.sempool.exec.CommandTemplate;
import org.sempool.joblog.FinishedJobs;
import org.sempool.joblog.JobIdentity;
import org.sempool.joblog.JobLog;
import org.sempool.joblog.JobRow;

/**
 * What is kept of the jobs of a batch: a log, and files with what they have printed. Leaves out the
 * jobs that an earlier run has done.
 */
final class Records implements AutoCloseable {
    /** For a batch of which nothing is kept. */
    static final Records NONE = new Records(new JobIdentity(""), null, null, null);

    private final JobIdentity identity;
    private final @Nullable JobLog log;
    private final @Nullable FinishedJobs finished;
    private final @Nullable ResultDirectory directory;

    Records(
            JobIdentity identity,
            @Nullable JobLog log,
            @Nullable FinishedJobs finished,
            @Nullable ResultDirectory directory) {
        this.identity = identity;
        this.log = log;
        this.finished = finished;
        this.directory = directory;
    }

    /** Whether anything is kept. */
    boolean areKept() {
        return log != null || directory != null;
    }

    /** Whether an earlier run has logged jobs. */
    boolean continuesRun() {
        return finished != null && finished.rows() > 0;
    }

    /** How many rows of the log are about other handlers, or other versions of this one. */
    long ofOtherHandlers() {
        return finished == null ? 0 : finished.ofOthers();
    }

    /**
     * The jobs that are to run, with what the records need of them.
     *
     * @param form says whether their bytes are needed
     * @param onSkip called for each job that an earlier run has done
     */
    LineSource left(LineSource lines, ResultForm form, Runnable onSkip) {
        return areKept() ? new RecordedLines(lines, finished, form.needsInput(), onSkip) : lines;
    }

    /**
     * Adds a job whose result was given to the writer.
     *
     * @throws IOException if something cannot be written; the message says what
     */
    void add(Job job, ResultForm form, JobOutput output, ResultWriter results) throws IOException {
        if (!areKept()) {
            return;
        }
        List<String> values = form.values(job.line());
        if (directory != null) {
            directory.add(values, output);
        }
        JobLog kept = log;
        if (kept != null && kept.add(row(job, form, values, output), results.given())) {
            results.flush();
            write(results);
        }
    }

    private JobRow row(Job job, ResultForm form, List<String> values, JobOutput output) {
        Line line = job.line();
        JobEnded end = job.end();
        Duration ran = end.times().map(JobTimes::running).orElseGet(() -> ran(output.failure()));
        Instant ended = job.endedAt();
        String command =
                form.describe(
                        new CommandTemplate.Values(values, line.ordinal(), end.worker().orElse(1)));
        Throwable failure = output.failure();
        return new JobRow(
                line.ordinal(),
                ended.minus(ran),
                ran,
                line.length(),
                output.output().length,
                output.exitCode(),
                output.signal(),
                command,
                identity.text(line.key()),
                end.attempts(),
                line.isAgain(),
                failure == null ? "" : bytesOf(FailureList.brief(failure)));
    }

    /** How long a job ran that a worker's message has not ended. */
    private static Duration ran(@Nullable Throwable failure) {
        return switch (failure) {
            case JobTimedOutException e -> e.timeout();
            case WorkerDiedException e when !e.deaths().isEmpty() -> e.deaths().getLast().ran();
            case null, default -> Duration.ZERO;
        };
    }

    private static String bytesOf(String text) {
        return new String(org.sempool.ByteText.bytes(text), ISO_8859_1);
    }

    /** Writes what is due: after the results themselves. */
    void write(ResultWriter results) throws IOException {
        if (log != null) {
            try {
                log.write(results.writtenOfGiven());
            } catch (IOException e) {
                throw new IOException("--joblog " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (log != null) {
            log.close();
        }
    }
}
