package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestHandlers.Obey;

/** Workers start with any class path, and never with another version of its files. */
final class ClassFilesIT {
    private static final String VERSION =
            """
            public class Version implements org.sempool.JobHandler<String, String> {
                public String handle(String job, org.sempool.JobContext context) {
                    return "version 1";
                }
            }
            """;

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    /** The kernel takes 128 KiB for one argument, and the launcher's file has rules for quoting. */
    @Test
    void theClassPathMayBeLongAndContainUnusualNames() throws Exception {
        String name = "\"quotes\" 'and' #hash \\n back\\slash @at * \n" + "x".repeat(180);
        List<Path> entries = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            entries.add(Files.createDirectory(directory.resolve(i + name)));
        }
        Files.writeString(entries.getLast().resolve("resource"), "found");

        try (WorkerPool<String, String> pool =
                TestPools.builder(Resource.class)
                        .workers(1)
                        .classPath(entries.toArray(new Path[0]))
                        .workingDirectory(directory)
                        .build()) {
            assertEquals("found", pool.submit("resource").join());
        }
    }

    /** Reads a resource from its class path. */
    public static final class Resource implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws Exception {
            try (var in = ClassLoader.getSystemResourceAsStream(job)) {
                return in == null
                        ? "(none)"
                        : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void aWorkerOfAnotherVersionIsNeverStarted() throws Exception {
        Path jar = directory.resolve("version.jar");
        write(jar, "version 1");
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls);
                WorkerPool<String, String> pool = versions(loader, jar)) {
            assertEquals("version 1", pool.submit("").join());
            Path next = directory.resolve("next.jar");
            write(next, "version 2");

            Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);

            Throwable thrown = Assertions.assertThrows(RuntimeException.class, () -> last(pool));
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            String message = String.valueOf(cause == null ? null : cause.getMessage());
            assertTrue(message.contains(jar + " was replaced after the pool"), message);
        }
    }

    /** Submits until a job fails. Workers that were already running may do some more jobs. */
    private static void last(WorkerPool<String, String> pool) {
        for (int i = 0; i < 10; i++) {
            CompletableFuture<String> future = pool.submit("");
            assertEquals("version 1", future.join());
        }
    }

    @SuppressWarnings("unchecked") // it is one
    private static WorkerPool<String, String> versions(ClassLoader loader, Path jar)
            throws ClassNotFoundException {
        return TestPools.builder(
                        (Class<? extends JobHandler<String, String>>) loader.loadClass("Version"))
                .workers(1)
                .maxJobsPerWorker(1)
                .classPath(jar)
                .build();
    }

    private void write(Path jar, String version) throws Exception {
        String source = VERSION.replace("version 1", version);
        Path classes =
                new Program(directory).compileSource(version.replace(' ', '-'), "Version", source);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("Version.class"));
            out.write(Files.readAllBytes(classes.resolve("Version.class")));
        }
    }

    @Test
    void aNameThatNoClassPathCanContainIsAnError() throws Exception {
        Path odd = Files.createDirectory(directory.resolve("a:b"));

        String message =
                String.valueOf(
                        Assertions.assertThrows(
                                        IllegalArgumentException.class,
                                        () -> TestPools.builder(Obey.class).classPath(odd).build())
                                .getMessage());

        assertFalse(message.isEmpty());
        assertTrue(message.startsWith("classPath=" + odd + " cannot be used"), message);
    }
}
