package org.sempool.cli;

import org.sempool.JobContext;
import org.sempool.LineHandler;

/** A handler whose start fails. */
public final class NoStartHandler implements LineHandler {
    public NoStartHandler() {}

    @Override
    public String name() {
        return "no-start";
    }

    @Override
    public String description() {
        return "for tests";
    }

    @Override
    public void start() {
        throw new IllegalStateException("the model is missing");
    }

    @Override
    public String handle(String line, JobContext context) {
        return line;
    }
}
