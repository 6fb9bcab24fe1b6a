package org.sempool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Exits its worker, or prepares its exit, in ways that hang. */
public final class LeavingHandler implements JobHandler<String, String> {
    public LeavingHandler() {}

    @Override
    public void start() {
        String words = System.getProperty("leaving.start", "");
        if (!words.isEmpty()) {
            Arrays.stream(words.split(",")).forEach(LeavingHandler::obey);
        }
    }

    @Override
    public String handle(String job, JobContext context) {
        Arrays.stream(job.split(",")).forEach(LeavingHandler::obey);
        return "" + ProcessHandle.current().pid();
    }

    private static void obey(String word) {
        String[] words = word.split(" ", 2);
        switch (words[0]) {
            case "pid" -> {}
            case "hook-exits" -> addHook(() -> System.exit(5));
            case "hook-hangs" -> addHook(LeavingHandler::hang);
            case "hook-waits-for" -> addHook(() -> awaitFile(Path.of(words[1])));
            case "exit" -> System.exit(3);
            case "exit-elsewhere" -> {
                var _ = Thread.ofPlatform().start(() -> System.exit(3));
            }
            case "hang" -> hang();
            case "throw" -> throw new IllegalStateException("no model");
            case String unknown -> throw new IllegalArgumentException(unknown);
        }
    }

    private static void addHook(Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(action));
    }

    private static void awaitFile(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }
}
