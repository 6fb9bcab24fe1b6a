package org.sempool.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What was found of one contender in one setting: medians of the rounds, and of the throughput the
 * lowest and the highest, too. Zero is what could not be measured.
 */
public record Measurement(
        String contender,
        String semaphore,
        int workers,
        @JsonProperty("payload_bytes") int payloadBytes,
        @JsonProperty("job_ns") long jobNanos,
        int queue,
        @JsonProperty("jobs_per_s") double jobsPerSecond,
        @JsonProperty("jobs_per_s_lowest") double lowestJobsPerSecond,
        @JsonProperty("jobs_per_s_highest") double highestJobsPerSecond,
        @JsonProperty("rtt_p50_ns") long roundTripP50,
        @JsonProperty("rtt_p99_ns") long roundTripP99,
        @JsonProperty("rtt_p999_ns") long roundTripP999,
        @JsonProperty("rtt_max_ns") long roundTripMax,
        @JsonProperty("cpu_s_per_mjobs") double cpuSecondsPerMillionJobs,
        @JsonProperty("ready_ms") double readyMillis,
        @JsonProperty("rss_mb") double residentMegabytes,
        String machine,
        String jdk) {}
