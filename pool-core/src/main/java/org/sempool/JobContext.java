package org.sempool;

/**
 * What a handler may want to know about the job it handles.
 *
 * @param jobId the job's number, unique in its pool
 * @param attempt which attempt this is, from 1; more than 1 if a worker died while it had the job
 * @param worker the number of the worker that runs this, from 1
 */
public record JobContext(long jobId, int attempt, int worker) {}
