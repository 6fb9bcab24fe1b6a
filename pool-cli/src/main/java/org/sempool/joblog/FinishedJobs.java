package org.sempool.joblog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sempool.spi.JobKey;

/**
 * What earlier runs have done, by the jobs' inputs: a hash table of numbers alone, as there may be
 * millions of jobs. An input may occur several times, and each occurrence is a job.
 *
 * <p>Not thread-safe.
 */
public final class FinishedJobs {
    private static final int FIRST_CAPACITY = 1 << 10;
    private static final String SEPARATOR = "\t";

    /** What a job of this run is. */
    public enum Verdict {
        /** No run has logged it. */
        NEW,
        /** It need not run. */
        DONE,
        /** It has failed, and runs again. */
        AGAIN
    }

    private final boolean failedRunAgain;
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private int[] succeeded = new int[FIRST_CAPACITY];
    private int[] failed = new int[FIRST_CAPACITY];
    private boolean[] used = new boolean[FIRST_CAPACITY];
    private int inputs;
    private long rows;
    private long ofOthers;

    private FinishedJobs(boolean failedRunAgain) {
        this.failedRunAgain = failedRunAgain;
    }

    /**
     * Reads a log. A last line without an end is one that a kill has cut off, and does not count.
     *
     * @param file the log; it need not exist
     * @param identity of this run's handler
     * @param failedRunAgain whether jobs that failed run again
     * @return what it says about the handler's jobs
     * @throws IOException if it cannot be read, or is no log
     */
    public static FinishedJobs read(Path file, JobIdentity identity, boolean failedRunAgain)
            throws IOException {
        FinishedJobs jobs = new FinishedJobs(failedRunAgain);
        if (Files.notExists(file)) {
            return jobs;
        }
        try (BufferedReader reader = Files.newBufferedReader(file, ISO_8859_1)) {
            long number = 1;
            String line = reader.readLine();
            if (line != null && !line.equals(JobRow.COLUMNS)) {
                throw new IOException("its first line is not that of a job log with identities");
            }
            String next = line == null ? null : reader.readLine();
            while (next != null) {
                number++;
                line = next;
                next = reader.readLine();
                jobs.add(line.split(SEPARATOR, -1), identity, number, next == null);
            }
        }
        return jobs;
    }

    private void add(String[] fields, JobIdentity identity, long number, boolean isLast)
            throws IOException {
        boolean isWhole =
                fields.length == JobRow.ALL
                        && JobIdentity.isIdentity(fields[JobRow.IDENTITY])
                        && !fields[JobRow.EXIT_CODE].isEmpty();
        if (!isWhole) {
            if (isLast) {
                return;
            }
            throw new IOException("line " + number + " is not the row of a job");
        }
        rows++;
        if (!identity.isOwn(fields[JobRow.IDENTITY])) {
            ofOthers++;
            return;
        }
        int at = place(JobIdentity.keyOf(fields[JobRow.IDENTITY]), true);
        if (fields[JobRow.AGAIN].equals("1") && failed[at] > 0) {
            failed[at]--;
        }
        if (fields[JobRow.EXIT_CODE].equals("0") && fields[JobRow.SIGNAL].equals("0")) {
            succeeded[at]++;
        } else {
            failed[at]++;
        }
    }

    /**
     * Says what to do with the next job of this run, which counts as this occurrence of its input.
     *
     * @param input the key of its input
     * @return what it is
     */
    public Verdict next(JobKey input) {
        int at = place(input, false);
        if (at < 0) {
            return Verdict.NEW;
        }
        if (succeeded[at] > 0) {
            succeeded[at]--;
            return Verdict.DONE;
        }
        if (failed[at] > 0) {
            failed[at]--;
            return failedRunAgain ? Verdict.AGAIN : Verdict.DONE;
        }
        return Verdict.NEW;
    }

    /**
     * How many rows there are.
     *
     * @return the number
     */
    public long rows() {
        return rows;
    }

    /**
     * How many rows are about jobs of other handlers, or of another version of this one.
     *
     * @return the number
     */
    public long ofOthers() {
        return ofOthers;
    }

    /** Where an input is in the table; if it is not there, it is added, or this returns -1. */
    private int place(JobKey key, boolean add) {
        int mask = high.length - 1;
        // The digits of a digest are as good as random.
        int at = (int) key.low() & mask;
        while (used[at] && (high[at] != key.high() || low[at] != key.low())) {
            at = at + 1 & mask;
        }
        if (used[at]) {
            return at;
        }
        if (!add) {
            return -1;
        }
        if (inputs >= high.length / 2) {
            grow();
            return place(key, true);
        }
        inputs++;
        used[at] = true;
        high[at] = key.high();
        low[at] = key.low();
        return at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldSucceeded = succeeded;
        int[] oldFailed = failed;
        boolean[] oldUsed = used;
        int size = Math.multiplyExact(oldHigh.length, 2);
        high = new long[size];
        low = new long[size];
        succeeded = new int[size];
        failed = new int[size];
        used = new boolean[size];
        inputs = 0;
        for (int i = 0; i < oldHigh.length; i++) {
            if (oldUsed[i]) {
                int at = place(new JobKey(oldHigh[i], oldLow[i]), true);
                succeeded[at] = oldSucceeded[i];
                failed[at] = oldFailed[i];
            }
        }
    }
}
