package org.sempool.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sempool.joblog.FinishedJobs;

/** Lines with their keys, without those of jobs that an earlier run has done. */
final class RecordedLines implements LineSource {
    private final LineSource lines;
    private final @Nullable FinishedJobs finished;
    private final boolean keepsBytes;
    private final Runnable onSkip;
    private long skipped;

    RecordedLines(
            LineSource lines,
            @Nullable FinishedJobs finished,
            boolean keepsBytes,
            Runnable onSkip) {
        this.keepsBytes = keepsBytes;
        this.lines = lines;
        this.finished = finished;
        this.onSkip = onSkip;
    }

    @Override
    public boolean next(Line line) throws IOException {
        if (keepsBytes) {
            line.keepBytes();
        }
        while (lines.next(line)) {
            FinishedJobs.Verdict verdict =
                    finished == null ? FinishedJobs.Verdict.NEW : finished.next(line.findKey());
            if (finished == null) {
                var _ = line.findKey();
            }
            if (verdict != FinishedJobs.Verdict.DONE) {
                line.setAgain(verdict == FinishedJobs.Verdict.AGAIN);
                return true;
            }
            skipped++;
            onSkip.run();
        }
        return false;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        lines.close();
    }
}
