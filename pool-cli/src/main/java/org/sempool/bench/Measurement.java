package org.sempool.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The results of one contender in one setting: medians of the rounds and, of the throughput, also
 * the lowest and the highest. Zero means that it could not be measured.
 *
 * @param contender its name
 * @param semaphore where its processes wait, or empty
 * @param workers worker processes
 * @param payloadBytes the size of each job and each result
 * @param jobNanos how long a worker was busy with each job
 * @param queue maximum number of jobs in flight
 * @param jobsPerSecond the throughput
 * @param lowestJobsPerSecond in the slowest round
 * @param highestJobsPerSecond in the fastest round
 * @param roundTripP50 the median time of a single job, in nanoseconds
 * @param roundTripP99 99 of 100 took no longer
 * @param roundTripP999 999 of 1000 took no longer
 * @param roundTripMax the longest
 * @param roundTripCurve at each of these percentiles: 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100
 * @param cpuSecondsPerMillionJobs CPU time of all processes
 * @param brokerSecondsPerMillionJobs how much of that the broker took
 * @param readyMillis from the start until the workers were ready
 * @param residentMegabytes the memory of one worker
 * @param killToRerunMillis from the death of a worker by {@code kill -9} until its job runs on an
 *     idle one
 * @param cores processors of the machine
 * @param copiedBytesPerSecond how fast one thread copies memory that is in no cache
 * @param machine processors and operating system
 * @param jdk virtual machine and version
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
        @JsonProperty("rtt_curve_ns") List<Long> roundTripCurve,
        @JsonProperty("cpu_s_per_mjobs") double cpuSecondsPerMillionJobs,
        @JsonProperty("broker_cpu_s_per_mjobs") double brokerSecondsPerMillionJobs,
        @JsonProperty("ready_ms") double readyMillis,
        @JsonProperty("rss_mb") double residentMegabytes,
        @JsonProperty("kill_to_rerun_ms") double killToRerunMillis,
        int cores,
        @JsonProperty("memcpy_bytes_per_s") double copiedBytesPerSecond,
        String machine,
        String jdk) {
    /** Copies the list. */
    public Measurement {
        roundTripCurve = List.copyOf(roundTripCurve);
    }
}
