/**
 * Measures the pool beside other ways to get a job to another process and its result back.
 *
 * <pre>
 *   Bench        which contenders, which settings, how many rounds; one contender after the other
 *     |            in each round, so that all see the same machine
 *     v
 *   Contender -> Run      PoolContender        submit and future
 *                         TransportContender   a transport alone: one thread, one echoing worker
 *                         StreamContender      pipes, Unix-domain sockets, written in batches
 *                         CopyContender        copied memory alone: what large payloads could reach
 *     |                   NativeContender      the lecture's queue and the spinning limit, in C
 *     |
 *     |        FileToFile -> LineProgram, LineFile     the command, and cat
 *     v
 *   Figures      Measurement, LinesMeasurement -> Table, Report, JSON
 * </pre>
 *
 * <p>Throughput, round trips and CPU time are medians of the rounds; {@code KillToRerun} takes the
 * median of as many kills; the start and the memory are measured once. A job echoes its payload,
 * after it was busy for as long as the setting says.
 *
 * <p>A contender in Java is wrapped into a {@code ForkedContender}: its coordinator runs in a JVM
 * of its own, {@code CoordinatorMain}, for each setting anew.
 */
@NullMarked
package org.sempool.bench;

import org.jspecify.annotations.NullMarked;
