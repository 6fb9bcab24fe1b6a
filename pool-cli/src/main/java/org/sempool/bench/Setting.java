package org.sempool.bench;

/**
 * What is varied.
 *
 * @param workers worker processes
 * @param payloadBytes the size of each job and of each result
 * @param jobNanos how long a worker is busy with each job
 * @param queue jobs in flight at most
 */
public record Setting(int workers, int payloadBytes, long jobNanos, int queue) {}
