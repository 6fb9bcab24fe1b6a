package org.sempool;

import java.time.Duration;

/**
 * How long the parts of a job's life took, if the pool timed the job. While it is asked for many
 * jobs a second, it times only some of them, see {@link DurationStats}.
 *
 * @param waiting from its publication until the handler of its last attempt began
 * @param running how long that handler ran, with the decoding of the job
 * @param delivering from the handler's end until the pool had the result and had decoded it
 */
public record JobTimes(Duration waiting, Duration running, Duration delivering) {}
