package org.sempool.cli;

import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Returns its line: shows that the pool works, and what a job costs. */
public final class EchoHandler implements LineHandler {
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
    public String handle(String line, JobContext context) {
        return line;
    }
}
