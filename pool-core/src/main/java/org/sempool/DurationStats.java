package org.sempool;

import java.time.Duration;

/**
 * How long some part of all jobs' lives has taken so far. Percentiles are accurate to within 1 %.
 *
 * <p>While more than some 50,000 jobs are submitted in a second, the pool times one of 16, and one
 * of 256 of more than some 800,000; that one stands for all of them.
 *
 * @param count how many jobs the figures stand for; 0 if none was timed, and then all times are
 *     zero
 * @param total their sum
 * @param p50 the median: half of the jobs took no longer
 * @param p90 90 % of the jobs took no longer
 * @param p99 99 % of the jobs took no longer
 * @param p999 99.9 % of the jobs took no longer
 * @param max the longest time of a job that was timed
 */
public record DurationStats(
        long count,
        Duration total,
        Duration p50,
        Duration p90,
        Duration p99,
        Duration p999,
        Duration max) {
    /**
     * The mean.
     *
     * @return the total divided by the count, or zero if the count is zero
     */
    public Duration mean() {
        return count == 0 ? Duration.ZERO : total.dividedBy(count);
    }
}
