package org.sempool.bench;

import java.io.IOException;

/** Gives jobs to workers that are there already. Belongs to one thread. */
interface JobSource extends AutoCloseable {
    /** Runs that many jobs, with as many in flight as the queue holds. */
    void run(long jobs) throws IOException;

    /** Runs that many jobs, one after the other. */
    RoundTrips roundTrips(int jobs) throws IOException;

    @Override
    void close() throws IOException;
}
