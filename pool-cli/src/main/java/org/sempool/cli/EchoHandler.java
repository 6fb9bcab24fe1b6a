package org.sempool.cli;

import org.sempool.ByteLineHandler;
import org.sempool.JobContext;

/** Returns its line: shows that the pool works, and what a job costs. */
public final class EchoHandler implements ByteLineHandler {
    /** Called by the pool. */
    public EchoHandler() {}

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String description() {
        return "returns its line";
    }

    @Override
    public byte[] handle(byte[] line, JobContext context) {
        return line;
    }
}
