package org.sempool.bench;

import java.time.Duration;
import java.time.ZonedDateTime;

/**
 * When and how it was measured.
 *
 * @param date when the measurement began
 * @param version of the program and of Java
 * @param command what the user has typed
 * @param rounds how many turns each contender had in each setting
 * @param turn how long a turn was, about
 */
public record Circumstances(
        ZonedDateTime date, String version, String command, int rounds, Duration turn) {}
