package org.sempool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a worker died over a job.
 *
 * @param host the name of its machine, if it was the worker of a {@link WorkerHost}; empty if the
 *     pool itself had started it
 * @param worker the worker's number
 * @param pid its process id
 * @param attempt the attempt at the job that ended with the death
 * @param ran how long the attempt had run, to within a tenth of a second
 * @param exitCode the exit code of the process; 128 plus the signal's number if a signal ended it
 * @param signal the name of the signal that ended it, such as {@code SIGSEGV}, if one did
 * @param outOfMemory whether it died because memory ran out, as far as that can be known
 * @param output the last lines that it printed, oldest first; at most 40 lines and 8,192 characters
 *     in total
 * @param crashReport the JVM's report of its crash, {@code hs_err_pid...log}, if there is one
 * @param description all of this in words, in one or more lines
 */
public record WorkerDeath(
        Optional<String> host,
        int worker,
        long pid,
        int attempt,
        Duration ran,
        int exitCode,
        Optional<String> signal,
        boolean outOfMemory,
        List<String> output,
        Optional<Path> crashReport,
        String description) {
    /**
     * Copies the lines.
     *
     * @param host the name of its machine
     * @param worker the worker's number
     * @param pid its process id
     * @param attempt the attempt at the job
     * @param ran how long the attempt had run
     * @param exitCode the exit code
     * @param signal the name of the signal
     * @param outOfMemory whether memory had run out
     * @param output the last lines that it printed
     * @param crashReport the JVM's report
     * @param description all of this in words
     */
    public WorkerDeath {
        output = List.copyOf(output);
    }
}
