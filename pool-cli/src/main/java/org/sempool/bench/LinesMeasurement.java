package org.sempool.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The results of a program that writes the lines of one file to another: medians of the rounds,
 * with the start and the end of the program.
 *
 * @param contender the program
 * @param lineBytes the length of each line, without its end
 * @param lines how many there were
 * @param linesPerSecond the throughput
 * @param lowestLinesPerSecond in the slowest round
 * @param highestLinesPerSecond in the fastest round
 * @param bytesPerSecond of the file that was read, with the ends of the lines
 * @param startMillis how long the program takes for a file of one line
 * @param cores processors of the machine
 * @param machine processors and operating system
 * @param jdk virtual machine and version
 */
public record LinesMeasurement(
        String contender,
        @JsonProperty("line_bytes") int lineBytes,
        long lines,
        @JsonProperty("lines_per_s") double linesPerSecond,
        @JsonProperty("lines_per_s_lowest") double lowestLinesPerSecond,
        @JsonProperty("lines_per_s_highest") double highestLinesPerSecond,
        @JsonProperty("bytes_per_s") double bytesPerSecond,
        @JsonProperty("start_ms") double startMillis,
        int cores,
        String machine,
        String jdk) {}
