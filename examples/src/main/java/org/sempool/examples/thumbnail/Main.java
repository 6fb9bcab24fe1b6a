package org.sempool.examples.thumbnail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.sempool.JobFailedException;
import org.sempool.WorkerPool;
import org.sempool.examples.homework.Usage;

/** Creates thumbnails of sample images, one of which kills every worker. */
public final class Main {
    private static final String HEAP = "-Xmx64m";
    private static final String CAUSE = "Caused by: ";

    private Main() {}

    /**
     * Creates the images, and their thumbnails beside them.
     *
     * @param args a directory for them, which is created if it does not exist
     * @throws IOException if they cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path directory = Usage.orExit(() -> directory(args));
        Files.createDirectories(directory);
        Samples.write(directory);
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(Thumbnail.class).jvmFlags(HEAP).attempts(1).build()) {
            List<Path> images = images(directory);
            List<CompletableFuture<String>> thumbnails =
                    images.stream().map(image -> pool.submit(image.toString())).toList();
            for (int i = 0; i < images.size(); i++) {
                System.out.println(images.get(i).getFileName() + ": " + outcome(thumbnails.get(i)));
            }
        }
    }

    private static Path directory(String[] args) {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: DIRECTORY, such as target/images");
        }
        return Path.of(args[0]);
    }

    private static List<Path> images(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.toString().endsWith(".thumb.png")).sorted().toList();
        }
    }

    private static String outcome(CompletableFuture<String> thumbnail) {
        try {
            return "made " + Path.of(thumbnail.join()).getFileName();
        } catch (CompletionException e) {
            return "failed: "
                    + (e.getCause() instanceof JobFailedException failure
                            ? rootOf(failure)
                            : e.getMessage());
        }
    }

    /** The root cause: decoders wrap it. */
    private static String rootOf(JobFailedException failure) {
        return failure.remoteStackTrace()
                .lines()
                .filter(line -> line.startsWith(CAUSE))
                .map(line -> line.substring(CAUSE.length()))
                .reduce((first, second) -> second)
                .orElse(failure.remoteType() + ": " + failure.remoteMessage());
    }
}
