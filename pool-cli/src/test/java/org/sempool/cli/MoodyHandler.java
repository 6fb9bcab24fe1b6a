package org.sempool.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Does what a line asks for. Has no short name: it is not registered. */
public final class MoodyHandler implements LineHandler {
    public MoodyHandler() {}

    @Override
    public String name() {
        return "moody";
    }

    @Override
    public String description() {
        return "for tests";
    }

    @Override
    public String handle(String line, JobContext context) {
        switch (line) {
            case "sleep" -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10));
            case "halt" -> Runtime.getRuntime().halt(5);
            case "print" -> System.out.println("printed by a worker");
            case "lines" -> {
                return "two\nlines";
            }
            default -> {
                return line;
            }
        }
        return "done";
    }
}
