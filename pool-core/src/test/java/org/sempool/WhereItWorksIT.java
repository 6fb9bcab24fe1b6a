package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool works where applications live: in one jar, in a shell, in containers, in a worker. */
final class WhereItWorksIT {
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String SERVICE = "META-INF/services/org.sempool.spi.Transport";

    /** Its root is read-only, and it has the little shared memory that Docker gives. */
    private static final String CONTAINER =
            """
            mount -t tmpfs -o size=64m tmpfs /dev/shm
            mount -o remount,bind,ro /
            ! touch /tmp/written "$PWD/written" 2>/dev/null
            unset HOME
            """;

    /** Can write neither to the working directory nor to its home, and run nothing in /tmp. */
    private static final String HARDENED =
            """
            mount --bind /tmp /tmp
            mount -o remount,bind,noexec /tmp
            mount --bind "$PWD" "$PWD"
            mount -o remount,bind,ro "$PWD"
            cd "$PWD"
            ! touch written 2>/dev/null
            export HOME="$PWD"
            umask 077
            """;

    private static final String SHELL_INPUT =
            """
            import org.sempool.*;
            public class Upper implements JobHandler<String, String> {
                public String handle(String job, JobContext context) { return job.toUpperCase(); }
            }
            String run() {
                try (var pool = WorkerPool.builder(Upper.class).workers(1).build();
                        var executor = ProcessExecutors.newFixedPool(1)) {
                    return pool.submit("a").join() + executor.submit(() -> 6 * 7).get();
                } catch (Exception e) {
                    return e.toString();
                }
            }
            System.out.println("result: " + run())
            /exit
            """;

    @TempDir private Path directory;

    /** Has a pool of its own. */
    public static final class Nesting implements JobHandler<String, String> {
        /** Of the inner pool. */
        public static final class Pid implements JobHandler<String, String> {
            @Override
            public String handle(String job, JobContext context) {
                return "" + ProcessHandle.current().pid();
            }
        }

        private @Nullable WorkerPool<String, String> inner;

        @Override
        public void start() {
            inner = WorkerPool.builder(Pid.class).workers(1).build();
        }

        @Override
        public String handle(String job, JobContext context) {
            return ProcessHandle.current().pid()
                    + " "
                    + Objects.requireNonNull(inner).submit(job).join();
        }

        @Override
        public void stop() {
            Objects.requireNonNull(inner).close();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @ParameterizedTest
    @ValueSource(strings = {CONTAINER, HARDENED})
    void aPoolRunsWhereLittleIsAllowed(String surroundings) throws Exception {
        String inside = "set -e\n" + surroundings + "exec \"$@\"\n";
        List<String> namespaces =
                List.of("unshare", "-rmpf", "--mount-proc", "sh", "-c", inside, "sh");
        Process check =
                new ProcessBuilder(Stream.concat(namespaces.stream(), Stream.of("true")).toList())
                        .start();
        Assumptions.assumeTrue(
                check.waitFor(20, TimeUnit.SECONDS) && check.exitValue() == 0,
                "no namespaces available here");
        List<String> command = new ArrayList<>(namespaces);
        Path app = new Program(directory).compileMain("app");
        command.addAll(
                List.of(java(), NATIVE, "-cp", Program.path(Program.core(), app), "app.Main", "a"));

        TestJvm.Outcome outcome =
                TestJvm.run(command, Files.createDirectory(directory.resolve("here")), Map.of());

        assertEquals(List.of("A"), outcome.lines("result: "), outcome.all());
    }

    /** There is neither the flight recorder nor anything else that is not always there. */
    @Test
    void aProgramMayRunInAnImageOfTheBaseModule() throws Exception {
        Path image = directory.resolve("image");
        int code =
                ToolProvider.findFirst("jlink")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--add-modules",
                                "java.base",
                                "--output",
                                image.toString());
        assertEquals(0, code);
        Path app = new Program(directory).compileMain("app");
        String path = Program.path(Program.core(), app);
        String java = image.resolve("bin/java").toString();

        TestJvm.Outcome outcome =
                TestJvm.run(List.of(java, NATIVE, "-cp", path, "app.Main", "a"), directory);

        assertEquals(List.of("A"), outcome.lines("result: "), outcome.all());
    }

    @Test
    void aProgramMayBeOneJarWithAllItsDependencies() throws Exception {
        String printed = new Program(directory).java(NATIVE, "-cp", oneJar(true), "app.Main", "a");

        assertEquals("result: A", printed);
    }

    @Test
    void aJarThatHasLostTheServiceFilesIsNamedWithTheRemedy() throws Exception {
        String printed = new Program(directory).java(NATIVE, "-cp", oneJar(false), "app.Main", "a");

        assertTrue(
                printed.contains(
                        "transport=shm cannot be found: the program's jar has lost the file "
                                + SERVICE
                                + "; let the tool that makes the jar merge service files"),
                printed);
    }

    private String oneJar(boolean withServices) throws IOException {
        Path jar = directory.resolve("all.jar");
        Set<String> names = new HashSet<>(withServices ? Set.of() : Set.of(SERVICE));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            List<Path> parts = new ArrayList<>(Program.core());
            parts.add(new Program(directory).compileMain("app"));
            for (Path part : parts) {
                if (Files.isDirectory(part)) {
                    addTree(out, part, names);
                } else {
                    addJar(out, part, names);
                }
            }
        }
        return jar.toString();
    }

    private static void addTree(JarOutputStream out, Path root, Set<String> names)
            throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                add(out, root.relativize(file).toString(), Files.readAllBytes(file), names);
            }
        }
    }

    private static void addJar(JarOutputStream out, Path jar, Set<String> names)
            throws IOException {
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            for (JarEntry entry = in.getNextJarEntry();
                    entry != null;
                    entry = in.getNextJarEntry()) {
                add(out, entry.getName(), in.readAllBytes(), names);
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content, Set<String> names)
            throws IOException {
        if (!name.equals("module-info.class") && names.add(name)) {
            out.putNextEntry(new JarEntry(name));
            out.write(content);
        }
    }

    @Test
    void aProgramMayBeTypedIntoJShell() throws Exception {
        Path input = Files.writeString(directory.resolve("input.jsh"), SHELL_INPUT);
        String jshell = java().replaceFirst("java$", "jshell");

        List<String> command =
                List.of(
                        jshell,
                        "-R" + NATIVE,
                        "-J-Djava.util.prefs.userRoot=" + directory,
                        "--class-path",
                        Program.path(Program.core()),
                        "--feedback",
                        "silent",
                        input.toString());

        TestJvm.Outcome outcome = TestJvm.run(command, directory);

        assertEquals(List.of("A42"), outcome.lines("result: "), outcome.all());
    }

    /** As a class of the container's, and another version of it of the application's. */
    @Test
    void workersHaveTheClassesOfAContainersChildFirstLoader() throws Exception {
        Program program = new Program(directory);
        Path old = program.compileSource("old", "Version", version("old"));
        Path host = program.compileSource("host", "Host", HOST, old);
        Path mine = program.compileSource("mine", "Version", version("new"));

        String printed =
                program.java(
                        NATIVE,
                        "-cp",
                        Program.path(Program.core(), old, host),
                        "Host",
                        mine.toUri().toURL().toString());

        assertEquals("result: new", printed);
    }

    private static String version(String text) {
        return """
        import org.sempool.*;

        public class Version implements JobHandler<String, String> {
            public String handle(String job, JobContext context) { return "%s"; }
        }
        """
                .formatted(text);
    }

    private static final String HOST =
            """
            import java.net.*;
            import org.sempool.*;

            public class Host {
                static class ChildFirst extends URLClassLoader {
                    ChildFirst(String url) throws Exception {
                        super(new URL[] {URI.create(url).toURL()}, Host.class.getClassLoader());
                    }

                    @Override
                    protected Class<?> loadClass(String name, boolean resolve)
                            throws ClassNotFoundException {
                        synchronized (getClassLoadingLock(name)) {
                            Class<?> known = findLoadedClass(name);
                            try {
                                return known == null ? findClass(name) : known;
                            } catch (ClassNotFoundException notHere) {
                                return super.loadClass(name, resolve);
                            }
                        }
                    }

                    @Override
                    public URL getResource(String name) {
                        URL own = findResource(name);
                        return own == null ? super.getResource(name) : own;
                    }
                }

                @SuppressWarnings("unchecked")
                public static void main(String[] args) throws Exception {
                    var type = (Class<? extends JobHandler<String, String>>)
                            new ChildFirst(args[0]).loadClass("Version");
                    try (var pool = WorkerPool.builder(type).workers(1).build()) {
                        System.out.println("result: " + pool.submit("a").join());
                    }
                }
            }
            """;

    @Test
    void aHandlerMayHaveAPoolWhoseWorkersDieWithIt() {
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(Nesting.class).workers(1).build()) {
            String[] pids = pool.submit("").join().split(" ", -1);
            ProcessHandle outer = ProcessHandle.of(Long.parseLong(pids[0])).orElseThrow();
            ProcessHandle inner = ProcessHandle.of(Long.parseLong(pids[1])).orElseThrow();

            assertTrue(outer.destroyForcibly());

            Awaitility.await().until(() -> !inner.isAlive());
            // The next worker has another.
            assertEquals(2, pool.submit("").join().split(" ").length);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
