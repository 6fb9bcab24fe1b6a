package org.sempool.cli;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sempool.FailureKind;
import org.sempool.JobEnded;
import org.sempool.JobOptions;
import org.sempool.JobTimes;

/**
 * A line and its future result. The object is used for one line after another: it goes from the
 * thread that reads to the one that writes, and back. {@link OpenJobs} looks at it at any time.
 */
final class Job {
    /** Never has a result. Before the end, which has it. */
    private static final CompletableFuture<byte[]> NO_RESULT = new CompletableFuture<>();

    private static final JobEnded NOT_RUN =
            new JobEnded(
                    0,
                    Optional.empty(),
                    Optional.of(FailureKind.OTHER),
                    0,
                    OptionalInt.empty(),
                    Optional.empty());

    /** Stands for the end after all jobs. */
    static final Job END = new Job(new Line());

    private final Line line;
    private final AtomicReference<CompletableFuture<byte[]>> result =
            new AtomicReference<>(NO_RESULT);
    private @Nullable JobOptions options;
    private JobEnded end = NOT_RUN;
    private Instant endedAt = Instant.EPOCH;
    private boolean replaced;

    Job(Line line) {
        this.line = line;
    }

    /** Options that make it learn how it ended; the same for each of its lines. */
    JobOptions watched(JobOptions others) {
        JobOptions made = options;
        if (made == null) {
            made =
                    others.onEnd(
                            ended -> {
                                others.onEnd().ifPresent(other -> other.accept(ended));
                                endedAt = Instant.now();
                                end = ended;
                            });
            options = made;
        }
        end = NOT_RUN;
        endedAt = Instant.EPOCH;
        return made;
    }

    /** How it ended. If it was not watched, or did not get into the pool, it has not run. */
    JobEnded end() {
        return end;
    }

    /** When it ended; if it has not run, now. */
    Instant endedAt() {
        return endedAt.equals(Instant.EPOCH) ? Instant.now() : endedAt;
    }

    Line line() {
        return line;
    }

    CompletableFuture<byte[]> result() {
        return result.getAcquire();
    }

    /** Whether it was submitted, or could not be, and its result is not forgotten. */
    boolean hasResult() {
        return result() != NO_RESULT;
    }

    void setResult(CompletableFuture<byte[]> newResult) {
        result.setRelease(newResult);
    }

    /** Another job came in its place, before its result was written. */
    void setReplaced() {
        replaced = true;
    }

    boolean isReplaced() {
        return replaced;
    }

    /** Lets go of the result, which may be large. */
    void forgetResult() {
        result.setRelease(NO_RESULT);
    }

    /** Writes what is known of it now that it has succeeded, but for its result. */
    void save(DataOutput out) throws IOException {
        line.save(out);
        out.writeLong(endedAt.toEpochMilli());
        out.writeInt(end.attempts());
        out.writeInt(end.worker().orElse(0));
        out.writeLong(end.times().map(times -> times.running().toNanos()).orElse(0L));
    }

    /** A job that was saved. */
    static Job restore(DataInput in) throws IOException {
        Line line = new Line();
        line.restore(in);
        Job job = new Job(line);
        job.endedAt = Instant.ofEpochMilli(in.readLong());
        int attempts = in.readInt();
        int worker = in.readInt();
        Duration ran = Duration.ofNanos(in.readLong());
        job.end =
                new JobEnded(
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        attempts,
                        worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
                        Optional.of(new JobTimes(Duration.ZERO, ran, Duration.ZERO)));
        return job;
    }
}
