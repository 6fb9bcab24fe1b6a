package org.sempool.bench;

import java.time.Duration;

/**
 * How long everything takes, about.
 *
 * @param rounds how many turns each contender has in each setting
 * @param warmUp how long each contender is warmed up before its first turn
 * @param turn how long a turn is, for the throughput and for the round trips each
 * @param fileRun how long the command works on a file in each round, if the file is not too large
 */
public record Schedule(int rounds, Duration warmUp, Duration turn, Duration fileRun) {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final int PATIENCE_TURNS = 20;

    /** How long anything may take, even on a busy machine, before it counts as stuck. */
    Duration patience() {
        return START_PATIENCE.plus(turn.multipliedBy(PATIENCE_TURNS));
    }
}
