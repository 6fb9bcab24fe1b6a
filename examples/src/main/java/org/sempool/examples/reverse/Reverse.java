package org.sempool.examples.reverse;

import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Reverses its line. */
public final class Reverse implements LineHandler {
    /** Called by the pool. */
    public Reverse() {}

    @Override
    public String name() {
        return "reverse";
    }

    @Override
    public String description() {
        return "reverses its line";
    }

    @Override
    public String handle(String line, JobContext context) {
        return new StringBuilder(line).reverse().toString();
    }
}
