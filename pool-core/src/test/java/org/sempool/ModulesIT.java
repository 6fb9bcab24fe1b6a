package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers find classes where their coordinator does, on its class path and on its module path. */
final class ModulesIT {
    private static final String APP = "module app { requires org.sempool; exports app; }";
    static final String NATIVE = "--enable-native-access=org.sempool";

    /** Source that is compiled when it is loaded. */
    private static final String HELPER =
            """
            class Helper {
                static String upper(String text) {
                    return text.toUpperCase();
                }
            }
            """;

    private static final String UPPER =
            """
                public static class Upper implements JobHandler<String, String> {
                    public String handle(String job, JobContext context) {
                        return UPPER(job);
                    }
                }
            """;

    private static final String SOURCE_PROGRAM =
            """
            import java.util.List;
            import org.sempool.*;

            public class App {
            """
                    + UPPER.replace("UPPER", "Helper.upper")
                    + """

                public static void main(String[] args) throws Exception {
                    String text = "b";
                    try (var pool = WorkerPool.builder(Upper.class).workers(1).build();
                            var executor = ProcessExecutors.newFixedPool(1, "*")) {
                        var task = ProcessExecutors.task(() -> new Answer(Helper.upper(text)));
                        Object b = executor.submit(task).get();
                        System.out.println("result: " + List.of(pool.submit("a").join(), b));
                    }
                }
            }
            record Answer(String text) implements java.io.Serializable {}
            """;

    /** A handler in a module of a layer that the program makes. */
    private static final String HOST_PROGRAM =
            """
            package host;

            import java.lang.module.*;
            import java.nio.file.Path;
            import java.util.*;
            import org.sempool.*;

            public class Host {
                @SuppressWarnings("unchecked")
                public static void main(String[] args) throws Exception {
                    Path plugin = Path.of(args[0]);
                    ModuleLayer boot = ModuleLayer.boot();
                    Configuration found = boot.configuration().resolve(
                            ModuleFinder.of(plugin), ModuleFinder.of(), Set.of("app"));
                    var type = (Class<? extends JobHandler<String, String>>)
                            boot.defineModulesWithOneLoader(
                                            found, ClassLoader.getSystemClassLoader())
                                    .findLoader("app")
                                    .loadClass("app.Main$Upper");
                    var builder = WorkerPool.builder(type).workers(1).modulePath(plugin);
                    try (var pool = builder.build()) {
                        System.out.println("result: " + pool.submit("a").join());
                    }
                }
            }
            """;

    private static final String LAYER_PROGRAM =
            """
            import org.sempool.*;

            public class App {
            """
                    + UPPER.replace("UPPER", "")
                    + """

                public static void main(String[] args) {
                    try (var pool = WorkerPool.builder(Upper.class).workers(1).build()) {
                        System.out.println("result: " + pool.submit("a").join());
                    } catch (Throwable e) {
                        System.out.println("thrown: " + e);
                    }
                }
            }
            """;

    @TempDir private Path directory;

    @Test
    void aProgramMayBeAModule() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app", APP);

        String printed =
                program.java(
                        NATIVE, "-p", Program.path(Program.core(), app), "-m", "app/app.Main", "a");

        assertEquals("result: A", printed);
    }

    @Test
    void aModuleMayUseTheClassPathAndModulesThatAreNotRequired() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app", APP);
        Path plain = program.compilePlain("plain", "plain");
        Path extra = program.compilePlain("extra", "extra", "module extra { exports extra; }");
        String[] flags = {
            NATIVE,
            "-p",
            Program.path(Program.core(), app, extra),
            "--add-modules",
            "extra,java.sql",
            "-cp",
            plain.toString(),
            "-m",
            "app/app.Main"
        };

        for (String name : new String[] {"plain.Plain", "extra.Plain", "java.sql.Driver"}) {
            String printed = program.java(with(new String[] {"load " + name}, flags));
            assertEquals("result: " + name, printed);
        }
    }

    @Test
    void workersMayHaveModulesThatTheProgramHasNot() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app", APP);
        Path plain = program.compileMain("plain");
        Path extra = program.compilePlain("extra", "extra", "module extra { exports extra; }");
        String[] job = {"load extra.Plain", "modulePath=" + extra};

        String ofModule =
                program.java(
                        with(
                                job,
                                NATIVE,
                                "-p",
                                Program.path(Program.core(), app),
                                "-m",
                                "app/app.Main"));
        String ofClassPath =
                program.java(with(job, "-cp", Program.path(Program.core(), plain), "app.Main"));

        assertEquals("result: extra.Plain", ofModule);
        assertEquals("result: extra.Plain", ofClassPath);
    }

    @Test
    void aHandlerMayBeInAModuleOfALayerIfTheWorkersHaveItsPath() throws Exception {
        Program program = new Program(directory);
        Path plugin = program.compileMain("plugin", APP);
        Path host =
                program.compileModule(
                        "host", "host.Host", HOST_PROGRAM, "module host { requires org.sempool; }");

        String printed =
                program.java(
                        NATIVE,
                        "-p",
                        Program.path(Program.core(), host),
                        "-m",
                        "host/host.Host",
                        plugin.toString());

        assertEquals("result: A", printed);
    }

    @Test
    void aProgramOnTheClassPathMayUseModules() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app");
        Path extra = program.compilePlain("extra", "extra", "module extra { exports extra; }");

        String printed =
                program.java(
                        "-p",
                        extra.toString(),
                        "--add-modules",
                        "extra",
                        "-cp",
                        Program.path(Program.core(), app),
                        "app.Main",
                        "load extra.Plain");

        assertEquals("result: extra.Plain", printed);
    }

    @Test
    void aModuleHasNoClassesFromTheCurrentDirectory() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app", APP);
        Path here = program.compilePlain("here", "plain");

        String printed =
                Program.java(
                        here,
                        NATIVE,
                        "-p",
                        Program.path(Program.core(), app),
                        "-m",
                        "app/app.Main",
                        "load plain.Plain");

        assertTrue(printed.contains("ClassNotFoundException: plain.Plain"), printed);
    }

    @Test
    void anEmptyEntryOfTheClassPathIsTheDirectoryOfTheProgramNotOfTheWorkers() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app");
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

        String printed =
                Program.java(
                        app,
                        "-cp",
                        ":" + Program.path(Program.core()),
                        "app.Main",
                        "a",
                        "workingDirectory=" + elsewhere);

        assertEquals("result: A", printed);
    }

    @Test
    void aPackageThatIsNotOpenToThePoolIsNamed() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app", "module app { requires org.sempool; }");

        String printed =
                program.java(
                        NATIVE, "-p", Program.path(Program.core(), app), "-m", "app/app.Main", "a");

        assertTrue(printed.contains("handler=app.Main$Upper is in a package"), printed);
        assertTrue(printed.contains("module app: opens app to org.sempool"), printed);
    }

    @Test
    void aProgramMayBeSourceFilesThatWereCompiledInMemory() throws Exception {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Files.writeString(sources.resolve("Helper.java"), HELPER);
        Path app = Files.writeString(sources.resolve("App.java"), SOURCE_PROGRAM);

        String printed =
                new Program(directory).java("-cp", Program.path(Program.core()), app.toString());

        assertEquals("result: [A, Answer[text=B]]", printed);
    }

    @Test
    void aClassOfALayerThatTheProgramMadeIsRefused() throws Exception {
        Program program = new Program(directory);
        Path sources = directory.resolve("sources");
        Files.createDirectories(sources.resolve("app"));
        Files.writeString(
                sources.resolve("module-info.java"),
                "module app { requires org.sempool; exports app; }");
        Path app =
                Files.writeString(
                        sources.resolve("app/App.java"), "package app;\n" + LAYER_PROGRAM);

        String printed = program.java("-p", Program.path(Program.core()), app.toString());

        assertTrue(
                printed.startsWith(
                        "thrown: org.sempool.PoolStartException: handler=app.App$Upper cannot be"
                                + " loaded by the workers"),
                printed);
        assertTrue(printed.contains("module app of a layer that this program has made"), printed);
    }

    private static String[] with(String[] last, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
    }
}
