package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Does what a line asks for. It has no short name, since it is not registered. */
public final class MoodyHandler implements LineHandler {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    public MoodyHandler() {}

    @Override
    public String name() {
        return "moody";
    }

    @Override
    public String description() {
        return "for tests";
    }

    /** The first word says what to do, the rest with what. */
    @Override
    public String handle(String line, JobContext context) throws IOException {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "sleep" -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10));
            case "deaf" -> stayDeaf();
            case "halt" -> Runtime.getRuntime().halt(5);
            case "print" -> System.out.println("printed by a worker");
            case "kill" -> {
                System.out.println("about to be killed");
                System.out.println("in attempt " + context.attempt());
                kill(ProcessHandle.current());
            }
            case "throw" -> throw new IllegalStateException("in a mood");
            case "throw-before" -> {
                if (context.attempt() < Integer.parseInt(words[1])) {
                    throw new IllegalStateException("not in attempt " + context.attempt());
                }
            }
            case "await" -> await(Path.of(words[1]));
            case "await-and-throw" -> {
                await(Path.of(words[1]));
                throw new IllegalStateException("in a mood");
            }
            case "hold" -> {
                hold(Path.of(words[1]), context.attempt());
                return "attempt " + context.attempt();
            }
            case "pid" -> {
                return "" + ProcessHandle.current().pid();
            }
            case "half" -> {
                return "half of one: \uD83D";
            }
            case "lines" -> {
                return "two\nlines";
            }
            default -> {
                return line;
            }
        }
        return "done";
    }

    /** Waits until it is killed: interrupts do nothing. */
    private static void stayDeaf() {
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void kill(ProcessHandle self) {
        try {
            var _ = new ProcessBuilder("kill", "-KILL", "" + self.pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each attempt adds a line with its process to a file, and ends when there is another file. */
    private static void hold(Path go, int attempt) throws IOException {
        Files.writeString(
                Path.of(go + ".begun"),
                ProcessHandle.current().pid() + " " + attempt + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        while (!Files.exists(go)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Creates one file to say that it has begun, and continues when there is another. */
    private static void await(Path go) throws IOException {
        Files.createFile(Path.of(go + ".begun"));
        while (!Files.exists(go)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
