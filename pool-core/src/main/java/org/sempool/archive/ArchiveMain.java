package org.sempool.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.WorkerPool;
import org.sempool.process.JvmVariables;

/**
 * Creates the archive: {@code java -cp CLASS-PATH org.sempool.archive.ArchiveMain FILE
 * [CLASS-LIST...]}.
 */
public final class ArchiveMain {
    private ArchiveMain() {}

    /**
     * Runs one worker, records the classes that it loads, and has the JVM create an archive of
     * them.
     *
     * @param args the archive's file, which is replaced once the new archive is complete; then
     *     lists of more classes, as workers write them with {@code -XX:DumpLoadedClassList}
     * @throws IOException if the archive cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if the worker fails
     */
    public static void main(String[] args)
            throws IOException, InterruptedException, ExecutionException {
        Path file = Path.of(args[0]).toAbsolutePath();
        Path directory = Files.createTempDirectory(file.getParent(), "archive-");
        Path classes = directory.resolve("classes");
        Path archive = directory.resolve("archive");
        try {
            rehearse(classes);
            List<String> needed = new ArrayList<>(ofTheJdk(classes));
            for (String list : List.of(args).subList(1, args.length)) {
                needed.addAll(ofTheJdk(Path.of(list)));
            }
            Files.write(classes, needed.stream().distinct().toList());
            dump(directory, classes, archive);
            Files.move(archive, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(archive);
            Files.deleteIfExists(classes);
            Files.delete(directory);
        }
    }

    private static void rehearse(Path classes) throws InterruptedException, ExecutionException {
        try (WorkerPool<byte[], byte[]> pool =
                WorkerPool.builder(Echo.class)
                        .workers(1)
                        .jvmFlags("-XX:DumpLoadedClassList=" + classes)
                        .build()) {
            var _ = pool.submit(new byte[1]).get();
        }
    }

    /**
     * Keeps only the JDK's classes: any other would bind the archive to one class path. Without
     * their numbers, which are of one list.
     */
    private static List<String> ofTheJdk(Path classes) throws IOException {
        try (Stream<String> lines = Files.lines(classes)) {
            return lines.filter(
                            line ->
                                    line.startsWith("@lambda-form-invoker")
                                            || line.matches("(java|javax|jdk|sun)/.*"))
                    .map(line -> line.replaceFirst(" id: \\d+$", ""))
                    .toList();
        }
    }

    /** Runs in a directory without classes, which is the class path by default. */
    private static void dump(Path directory, Path classes, Path archive)
            throws IOException, InterruptedException {
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:dump",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        // The workers' flags: with others, a worker's JVM would map less of the
                        // archive.
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + archive);
        JvmVariables.removeFrom(java.environment());
        int code = java.directory(directory.toFile()).inheritIO().start().waitFor();
        if (code != 0 || !Files.isRegularFile(archive)) {
            throw new IOException("no archive was created: java exited with code " + code);
        }
    }

    /** Returns its job. */
    public static final class Echo implements JobHandler<byte[], byte[]> {
        /** Called by the worker. */
        public Echo() {}

        @Override
        public byte[] handle(byte[] job, JobContext context) {
            return job;
        }
    }
}
