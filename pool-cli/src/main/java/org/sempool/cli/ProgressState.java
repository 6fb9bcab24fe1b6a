package org.sempool.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a batch is at a moment.
 *
 * @param done how many jobs have ended, with those done before
 * @param failed how many of them have failed
 * @param doneBefore how many were done by an earlier run
 * @param all how many jobs there are, if that is known
 * @param running how many jobs workers of this machine hold
 * @param workers how many such workers there are; 0 if all are elsewhere
 * @param perSecond how many jobs end in a second at present; 0 if that is not known
 * @param elapsed how long this run has taken
 * @param report what the handler says about a job; may be empty
 */
record ProgressState(
        long done,
        long failed,
        long doneBefore,
        OptionalLong all,
        long running,
        int workers,
        double perSecond,
        Duration elapsed,
        String report) {
    private static final Duration LONGEST_ESTIMATE = Duration.ofDays(999);

    /** When the batch will have ended. */
    Optional<Duration> left() {
        if (all.isEmpty() || perSecond <= 0) {
            return Optional.empty();
        }
        double seconds = Math.max(0, all.getAsLong() - done) / perSecond;
        return seconds > LONGEST_ESTIMATE.toSeconds()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (1000 * seconds)));
    }
}
