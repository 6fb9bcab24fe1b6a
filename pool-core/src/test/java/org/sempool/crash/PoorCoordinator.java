package org.sempool.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/**
 * A coordinator with too little of something: main class of a child JVM. Its arguments are the
 * pool's directory, the slots of its queue, and then a flag for the workers, a size to send there
 * and back, or "cut", to cut the segment short. It prints a line for each size.
 */
public final class PoorCoordinator {
    static final String MARK = "outcome: ";

    private PoorCoordinator() {}

    public static void main(String[] args) {
        List<String> rest = List.of(args).subList(2, args.length);
        WorkerPoolBuilder<byte[], byte[]> builder =
                WorkerPool.builder(CheckedEcho.class)
                        .workers(1)
                        .queue(Integer.parseInt(args[1]))
                        .transportOption("directory", args[0]);
        rest.stream().filter(flag -> flag.startsWith("-")).forEach(builder::jvmFlags);
        try (WorkerPool<byte[], byte[]> pool = builder.build()) {
            for (String what : rest) {
                if (what.equals("cut")) {
                    cutShort(Path.of(args[0]));
                } else {
                    System.out.println(MARK + send(pool, Integer.parseInt(what)));
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

    private static void cutShort(Path directory) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.walk(directory)) {
            segment = files.filter(file -> file.endsWith("segment")).findFirst().orElseThrow();
        }
        FileChannel.open(segment, StandardOpenOption.WRITE).truncate(0).close();
        Awaitility.await("the pool has ended").until(() -> !Files.exists(segment));
    }
}
