package org.sempool.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.sempool.Remains;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/**
 * A coordinator that lacks some resource: main class of a child JVM. Its arguments are the pool's
 * directory and spill directory and the slots of its queue. Then follow flags for the workers,
 * sizes of payloads to send there and back, "many" to send many payloads while workers die, "cut"
 * to truncate the segment, or "die". It prints a line for each but the last two.
 */
public final class PoorCoordinator {
    static final String MARK = "outcome: ";

    private static final int MANY = 120;
    private static final int MANY_SIZE = 75_000;
    private static final int BETWEEN_DEATHS = 40;

    private PoorCoordinator() {}

    public static void main(String[] args) {
        List<String> rest = List.of(args).subList(3, args.length);
        WorkerPoolBuilder<byte[], byte[]> builder =
                WorkerPool.builder(CheckedEcho.class)
                        .workers(1)
                        .attempts(100)
                        .queue(Integer.parseInt(args[2]))
                        .transportOption("spill-directory", args[1])
                        .transportOption("directory", args[0]);
        rest.stream().filter(flag -> flag.startsWith("-")).forEach(builder::jvmFlags);
        try (WorkerPool<byte[], byte[]> pool = builder.build()) {
            for (String what : rest) {
                switch (what) {
                    case "cut" -> cutShort(Path.of(args[0]));
                    case "many" -> System.out.println(MARK + sendMany(pool, args[0], args[1]));
                    case "die" -> die(pool);
                    default -> System.out.println(MARK + send(pool, Integer.parseInt(what)));
                }
            }
        } catch (Throwable e) {
            System.out.println(MARK + e);
            e.printStackTrace();
        }
    }

    private static String send(WorkerPool<byte[], byte[]> pool, int size) throws Exception {
        byte[] job = CheckedEcho.ofSize(size);
        try {
            byte[] result = pool.submit(job).orTimeout(30, TimeUnit.SECONDS).join();
            return Arrays.equals(job, result) ? size + " bytes came back" : "something else";
        } catch (CompletionException e) {
            return "" + e.getCause();
        } catch (RuntimeException e) {
            return "" + e;
        }
    }

    private static String sendMany(WorkerPool<byte[], byte[]> pool, String... places) {
        List<CompletableFuture<byte[]>> results = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            results.add(pool.submit(CheckedEcho.ofSize(MANY_SIZE + i)));
            if (i % BETWEEN_DEATHS == BETWEEN_DEATHS / 2) {
                Remains.workers().forEach(ProcessHandle::destroyForcibly);
            }
        }
        for (int i = 0; i < MANY; i++) {
            byte[] result = results.get(i).orTimeout(30, TimeUnit.SECONDS).join();
            if (!Arrays.equals(CheckedEcho.ofSize(MANY_SIZE + i), result)) {
                return "something else than job " + i;
            }
        }
        for (String place : places) {
            Awaitility.await("no payload is left in " + place)
                    .until(() -> payloads(Path.of(place)) == 0);
        }
        return "many came back";
    }

    private static long payloads(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.map(file -> file.getFileName() + "")
                    .filter(name -> name.startsWith("job-") || name.startsWith("result-"))
                    .count();
        }
    }

    /** Ends as by SIGKILL, with large jobs under way. */
    private static void die(WorkerPool<byte[], byte[]> pool) {
        for (int i = 0; i < 3; i++) {
            var _ = pool.submit(CheckedEcho.ofSize(5_000_000));
        }
        Runtime.getRuntime().halt(137);
    }

    private static void cutShort(Path directory) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.walk(directory)) {
            segment = files.filter(file -> file.endsWith("segment")).findFirst().orElseThrow();
        }
        FileChannel.open(segment, StandardOpenOption.WRITE).truncate(0).close();
        Awaitility.await("the pool has ended").until(() -> !Files.exists(segment));
    }
}
