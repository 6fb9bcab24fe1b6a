package org.sempool.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.WorkerPool;
import org.sempool.process.JvmVariables;

/** Makes the archive: {@code java -cp CLASS-PATH org.sempool.archive.ArchiveMain FILE}. */
public final class ArchiveMain {
    private ArchiveMain() {}

    /**
     * Runs one worker, notes what it loads, and has the JVM make an archive of it.
     *
     * @param args the file; it is replaced when the new one is whole
     * @throws IOException if it cannot be written
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
            Files.write(classes, ofTheJdk(classes));
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

    /** Any other class would bind the archive to one class path. */
    private static List<String> ofTheJdk(Path classes) throws IOException {
        try (Stream<String> lines = Files.lines(classes)) {
            return lines.filter(
                            line ->
                                    line.startsWith("@lambda-form-invoker")
                                            || line.matches("(java|javax|jdk|sun)/.*"))
                    .toList();
        }
    }

    /** In a directory without classes, which is the class path then. */
    private static void dump(Path directory, Path classes, Path archive)
            throws IOException, InterruptedException {
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:dump",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        // As workers are started: with others, the JVM maps less of it.
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + archive);
        JvmVariables.removeFrom(java.environment());
        int code = java.directory(directory.toFile()).inheritIO().start().waitFor();
        if (code != 0 || !Files.isRegularFile(archive)) {
            throw new IOException("no archive was made: java ended with exit code " + code);
        }
    }

    /** Gives back what it gets. */
    public static final class Echo implements JobHandler<byte[], byte[]> {
        /** Made by the worker. */
        public Echo() {}

        @Override
        public byte[] handle(byte[] job, JobContext context) {
            return job;
        }
    }
}
