package org.sempool.cli;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifies what the script does whatever shell and environment start it. */
class LauncherIT {
    @TempDir Path temporary;

    @Test
    void aClosedStandardInputIsAnEmptyOne() throws Exception {
        PoolScript.Result result =
                new PoolScript(temporary)
                        .shell("exec " + PoolScript.SCRIPT + " submit echo -w 1 <&-");

        assertEquals(0, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains("0 jobs"), result.err());
    }

    @Test
    void aClosedStandardOutputIsAnError() throws Exception {
        PoolScript.Result result =
                new PoolScript(temporary)
                        .shell("exec " + PoolScript.SCRIPT + " submit echo -w 1 --args a >&-");

        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains("Bad file descriptor"), result.err());
    }

    /** Runs in a copy that is not built yet, with a Maven that takes its time. */
    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    void aSignalEndsTheBuildWithItsDescendants(String signal, int code) throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("copy/pool-cli/bin"));
        for (File script :
                Objects.requireNonNull(
                        new File(PoolScript.ROOT.toFile(), "pool-cli/bin").listFiles())) {
            Files.copy(script.toPath(), bin.resolve(script.getName()), COPY_ATTRIBUTES);
        }
        Path begun = temporary.resolve("begun");
        Path maven = Files.createDirectory(temporary.resolve("path")).resolve("mvn");
        Files.writeString(
                maven,
                "#!/bin/sh\nsleep 1000 &\necho $$ $! >%1$s.half\nmv %1$s.half %1$s\nwait\n"
                        .formatted(begun));
        assertTrue(maven.toFile().setExecutable(true));
        PoolScript.Running launcher =
                new PoolScript(temporary)
                        .startShell(
                                "PATH=%s:$PATH exec %s handlers"
                                        .formatted(maven.getParent(), bin.resolve("pool")));
        Awaitility.await().until(() -> Files.exists(begun));
        List<ProcessHandle> build =
                Stream.of(Files.readString(begun).strip().split(" "))
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .toList();
        assertEquals(2, build.size());

        launcher.signal(signal);
        PoolScript.Result result = launcher.await();

        assertEquals(code, result.code(), result.err());
        PoolScript.Running.awaitEnds(build);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "xx_XX.UTF-8"})
    void linesAreUtf8WithoutALocaleAndWithoutAHome(String notInstalled) throws Exception {
        PoolScript.Result result =
                new PoolScript(temporary)
                        .shell(
                                "unset HOME; export LC_ALL="
                                        + notInstalled
                                        + "; exec "
                                        + PoolScript.SCRIPT
                                        + " submit echo -w 1 --args ü★");

        assertEquals(0, result.code(), result.err());
        assertEquals("ü★\n", result.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:auto", "-XX:AOTMode=auto"})
    void theUsersOwnFlagsForClassDataSharingAreTaken(String flag) throws Exception {
        PoolScript.Result result =
                new PoolScript(temporary, Map.of("JAVA_OPTS", flag)).run("handlers");

        assertEquals(0, result.code(), result.err());
    }

    @Test
    void theEnvironmentConfiguresTheCommandAndTheOptionTheWorkers() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:+UseG1GC -Xmx300m",
                        "_JAVA_OPTIONS",
                        "-XX:AOTMode=off",
                        "CLASSPATH",
                        "/no/such");
        String flags = "$(tr '\\0' '\\n' </proc/$PPID/cmdline | grep -x -e '-Dmine.*')";
        String variables = "$JAVA_TOOL_OPTIONS $_JAVA_OPTIONS $CLASSPATH";

        PoolScript.Result result =
                new PoolScript(temporary, environment)
                        .run(
                                "submit",
                                "exec",
                                "-w1",
                                "--jvm-flag=-Dmine=1",
                                "--jvm-flag",
                                "-Dmine=2",
                                "--args",
                                "echo " + flags + " " + variables);

        assertEquals(0, result.code(), result.err());
        assertEquals("-Dmine=1 -Dmine=2\n", result.out());
    }

    /** The JVM prints by itself, by an agent, or because the user asked for it. */
    @Test
    void outputOfTheJvmIsNoResult() throws Exception {
        PoolScript pool =
                new PoolScript(
                        temporary,
                        Map.of(
                                "JAVA_OPTS",
                                "-Xlog:gc* -XX:+PrintFlagsFinal -verbose:class -agentlib:jdwp="
                                        + "transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0"));

        PoolScript.Result result = pool.run("submit", "echo", "-w", "1", "--args", "a");

        assertEquals(0, result.code(), result.err());
        assertEquals("a\n", result.out());
        for (String printed : List.of("Listening for transport", "[gc", "MaxHeapSize", "[class")) {
            assertTrue(result.err().contains(printed), printed);
        }
    }

    @Test
    void errorsOfTheJvmAreNoResult() throws Exception {
        PoolScript.Result result =
                new PoolScript(temporary, Map.of("JAVA_OPTS", "-Xmx1k")).run("handlers");

        assertEquals("", result.out());
        assertTrue(result.err().contains("Too small maximum heap"), result.err());
    }
}
