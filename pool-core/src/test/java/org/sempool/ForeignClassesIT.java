package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers get the classes that this process has through other class loaders, or a class that they
 * cannot get is named.
 */
final class ForeignClassesIT {
    private static final String HANDLER = "Upper";
    private static final String UPPER =
            """
            public class Upper implements org.sempool.JobHandler<String, String> {
                public String handle(String job, org.sempool.JobContext context) {
                    boolean found = Upper.class.getResource("/" + job) != null;
                    return found ? "found" : job.toUpperCase();
                }
            }
            """;

    private static final String BASE =
            """
            public abstract class Base implements org.sempool.JobHandler<String, String> {
                public String handle(String job, org.sempool.JobContext context) {
                    return job;
                }
            }
            """;
    private static final String DERIVED = "public class Derived extends Base {}";

    /** Refers to classes in all ways: in code, only in signatures, within its nest. */
    private static final String MANY =
            """
            import java.util.List;
            import org.sempool.*;

            public class Many implements JobHandler<String, String> {
                public record Listed(int number) {}
                public record Holder(List<Listed> all) {}
                public String handle(String job, JobContext context) throws Exception {
                    Class<?> listed = Class.forName("Many$Listed");
                    Object one = listed.getConstructors()[0].newInstance(2);
                    Lone[] none = {};
                    Object inner = new Object() {};
                    return listed.getName() + ":" + ((Listed) one).number() + " "
                            + none.getClass().getComponentType().getName() + " "
                            + inner.getClass().getName() + " " + job;
                }
            }
            class Lone {}
            """;

    private static final String TASKS =
            """
            import java.io.Serializable;
            import java.util.concurrent.Callable;
            import org.sempool.ProcessExecutors;

            public class Tasks {
                public record Answer(int number) implements Serializable {}
                public static Callable<Answer> twice(int number) {
                    return ProcessExecutors.task(() -> new Answer(2 * number));
                }
            }
            """;

    @TempDir private Path directory;
    private Path classes;

    /** Defines classes, and provides their class files if it is told to. */
    private static final class InMemory extends ClassLoader {
        private final boolean gives;
        private final Map<String, byte[]> files = new HashMap<>();

        InMemory(boolean gives) {
            super("in-memory", InMemory.class.getClassLoader());
            this.gives = gives;
        }

        InMemory with(Path directory) throws IOException {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
            return this;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] code = files.get(name.replace('.', '/') + ".class");
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, code, 0, code.length);
        }

        @Override
        protected @Nullable URL findResource(String name) {
            byte[] content = gives ? files.get(name) : null;
            return content == null ? null : url(content);
        }

        private static URL url(byte[] content) {
            URLStreamHandler handler =
                    new URLStreamHandler() {
                        @Override
                        protected URLConnection openConnection(URL url) {
                            return new URLConnection(url) {
                                @Override
                                public void connect() {}

                                @Override
                                public InputStream getInputStream() {
                                    return new ByteArrayInputStream(content);
                                }
                            };
                        }
                    };
            try {
                return URL.of(URI.create("memory:///"), handler);
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }
    }

    @BeforeEach
    void compile() throws Exception {
        classes = new Program(directory).compileSource("app", HANDLER, UPPER);
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void aClassWhoseLoaderProvidesNoClassFileIsRefused() throws Exception {
        String message = refusal(new InMemory(false).with(classes).loadClass(HANDLER));

        assertTrue(message.startsWith("handler=" + HANDLER + " cannot be loaded"), message);
        assertTrue(message.contains("InMemory"), message);
        assertTrue(message.contains("classPath(...)"), message);
    }

    @Test
    void aClassThatExtendsSuchAClassIsRefused() throws Exception {
        Path base = new Program(directory).compileSource("base", "Base", BASE);
        Path derived = new Program(directory).compileSource("derived", "Derived", DERIVED, base);
        try (URLClassLoader loader =
                new URLClassLoader(urls(derived), new InMemory(false).with(base))) {
            String message = refusal(loader.loadClass("Derived"));

            assertTrue(message.startsWith("handler=Derived needs Base, which cannot"), message);
        }
    }

    @Test
    void theEntriesOfAUrlClassLoaderAreOnTheWorkersClassPath() throws Exception {
        Path base = new Program(directory).compileSource("base", "Base", BASE);
        Path derived =
                new Program(directory).compileSource("with spaces", "Derived", DERIVED, base);
        try (URLClassLoader parent = new URLClassLoader(urls(base));
                URLClassLoader loader = new URLClassLoader(urls(derived), parent);
                WorkerPool<String, String> pool = builder(loader.loadClass("Derived")).build()) {
            assertEquals("a", pool.submit("a").join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void classesInMemoryAreCopiedForTheLifeOfThePool(String transport) throws Exception {
        Path many = new Program(directory).compileSource("many", "Many", MANY);
        Path parent = Files.createDirectory(directory.resolve("pools"));
        Class<?> handler = new InMemory(true).with(many).loadClass("Many");

        try (WorkerPool<String, String> pool =
                builder(handler)
                        .transport(transport)
                        .transportOption("directory", parent.toString())
                        .build()) {
            assertEquals("Many$Listed:2 Lone Many$1 a", pool.submit("a").join());
            assertEquals("rwx------", permissions(find(parent, "classes")));
            assertEquals("rw-------", permissions(find(parent, "Many.class")));
        }

        Remains.assertNone(parent);
    }

    private static Path find(Path parent, String name) throws IOException {
        try (Stream<Path> all = Files.walk(parent)) {
            return all.filter(file -> file.endsWith(name)).findAny().orElseThrow();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aJarThatALoaderReadsByItselfGoesOnTheClassPath() throws Exception {
        Path jar = jarOf("handlers.jar", Map.of(HANDLER + ".class", code(), "found", new byte[0]));
        try (URLClassLoader reader = new URLClassLoader(urls(jar), null)) {
            ClassLoader loader =
                    new ClassLoader("own", getClass().getClassLoader()) {
                        @Override
                        protected Class<?> findClass(String name) throws ClassNotFoundException {
                            try {
                                byte[] code = code();
                                return defineClass(name, code, 0, code.length);
                            } catch (IOException e) {
                                throw new ClassNotFoundException(name, e);
                            }
                        }

                        @Override
                        protected URL findResource(String name) {
                            return reader.findResource(name);
                        }
                    };

            try (WorkerPool<String, String> pool = builder(loader.loadClass(HANDLER)).build()) {
                assertEquals("A", pool.submit("a").join());
                assertEquals("found", pool.submit("found").join());
            }
        }
    }

    @Test
    void tasksAndResultsOfAnExecutorMayHaveSuchClasses() throws Exception {
        Path tasks = new Program(directory).compileSource("tasks", "Tasks", TASKS);
        Class<?> type = new InMemory(true).with(tasks).loadClass("Tasks");
        try (ExecutorService executor = ProcessExecutors.newFixedPool(1, "*")) {
            Callable<?> task = (Callable<?>) type.getMethod("twice", int.class).invoke(null, 21);

            Object result = executor.submit(task).get();

            assertEquals("Answer[number=42]", result.toString());
            assertSame(type.getClassLoader(), result.getClass().getClassLoader());
        }
    }

    @Test
    void aTaskOfAClassThatWorkersCannotGetIsRejected() throws Exception {
        Path tasks = new Program(directory).compileSource("tasks", "Tasks", TASKS);
        Class<?> type = new InMemory(false).with(tasks).loadClass("Tasks");
        try (ExecutorService executor = ProcessExecutors.newFixedPool(1)) {
            Callable<?> task = (Callable<?>) type.getMethod("twice", int.class).invoke(null, 21);

            String message =
                    String.valueOf(
                            assertThrows(
                                            RejectedExecutionException.class,
                                            () -> executor.submit(task))
                                    .getMessage());

            assertTrue(message.startsWith("the task's class Tasks cannot be loaded"), message);
        }
    }

    @Test
    void aManifestMayNameTheHandlersJar() throws Exception {
        Path unused = jarOf("handlers.jar", Map.of(HANDLER + ".class", code()));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "handlers.jar");
        Path outer = directory.resolve("outer.jar");
        new JarOutputStream(Files.newOutputStream(outer), manifest).close();
        Class<?> handler = new InMemory(false).with(classes).loadClass(HANDLER);

        try (WorkerPool<String, String> pool = builder(handler).classPath(outer).build()) {
            assertEquals("A", pool.submit("a").join());
        }
        assertTrue(Files.exists(unused));
    }

    @Test
    void aHiddenClassIsRefused() throws Exception {
        MethodHandles.Lookup here = MethodHandles.lookup();
        byte[] own;
        try (var in = ForeignClassesIT.class.getResourceAsStream("ForeignClassesIT$Echo.class")) {
            own = Objects.requireNonNull(in).readAllBytes();
        }
        Class<?> hidden = here.defineHiddenClass(own, false).lookupClass();

        String message =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> builder(hidden).build())
                                .getMessage());

        assertTrue(message.startsWith("handler=" + hidden.getName()), message);
        assertTrue(message.contains("AppClassLoader"), message);
    }

    /** A class that the test defines again. */
    public static final class Echo implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    private Path jarOf(String name, Map<String, byte[]> files) throws IOException {
        Path jar = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return jar;
    }

    private static URL[] urls(Path entry) throws MalformedURLException {
        return new URL[] {entry.toUri().toURL()};
    }

    private byte[] code() throws IOException {
        return Files.readAllBytes(classes.resolve(HANDLER + ".class"));
    }

    private static String refusal(Class<?> handler) {
        return String.valueOf(
                assertThrows(PoolStartException.class, () -> builder(handler).build())
                        .getMessage());
    }

    @SuppressWarnings("unchecked") // it is one
    private static WorkerPoolBuilder<String, String> builder(Class<?> handler) {
        return TestPools.builder((Class<? extends JobHandler<String, String>>) handler).workers(1);
    }
}
