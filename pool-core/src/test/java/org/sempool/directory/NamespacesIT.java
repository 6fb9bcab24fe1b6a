package org.sempool.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestJvm;

/** Containers may share a directory but not their process ids: each coordinator is process 1. */
final class NamespacesIT {
    private static final List<String> CONTAINER = List.of("unshare", "-rpf", "--mount-proc");
    private static final String ROUNDS = "1000";

    @TempDir private Path parent;
    private final List<Process> started = new ArrayList<>();

    /** Creates directories and removes leftovers, as pools do when they start and end. */
    static final class MakeAndClean {
        private MakeAndClean() {}

        public static void main(String[] args) throws IOException {
            Path parent = Path.of(args[0]);
            for (int i = Integer.parseInt(args[1]); i > 0; i--) {
                var _ = Leftovers.remove(parent);
                try (PrivateDirectory directory = PrivateDirectory.create(parent)) {
                    directory.newFile("file").close();
                    var _ = Leftovers.remove(parent);
                    if (!Files.exists(directory.path().resolve("file"))) {
                        throw new AssertionError(directory.path() + " was removed");
                    }
                }
            }
        }
    }

    /** Keeps a directory until it is killed. */
    static final class Hold {
        private Hold() {}

        public static void main(String[] args) throws IOException {
            PrivateDirectory directory = PrivateDirectory.create(Path.of(args[0]));
            System.out.println(directory.path());
            var _ = System.in.read();
        }
    }

    @BeforeEach
    void needContainers() throws Exception {
        List<String> command = new ArrayList<>(CONTAINER);
        command.add("true");
        Process check = new ProcessBuilder(command).start();
        Assumptions.assumeTrue(
                check.waitFor(10, TimeUnit.SECONDS) && check.exitValue() == 0,
                "no namespaces available here");
    }

    @AfterEach
    void endAll() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void noContainerRemovesWhatAnotherCreates() throws Exception {
        List<Process> containers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            containers.add(inContainer(MakeAndClean.class, ROUNDS));
        }

        for (Process container : containers) {
            String output =
                    new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, container.waitFor(), output);
        }

        assertEquals(List.of(), children());
    }

    @Test
    void onlyTheDirectoryOfADeadCoordinatorIsRemoved() throws Exception {
        Process container = inContainer(Hold.class);
        BufferedReader output = container.inputReader(StandardCharsets.UTF_8);
        Path directory = Path.of(output.readLine());

        assertEquals(List.of(), Leftovers.remove(parent));
        assertTrue(Files.exists(directory));
        assertTrue(PrivateDirectory.isOwnerAlive(directory));

        container.descendants().forEach(ProcessHandle::destroyForcibly);
        // The pipe is closed when its last holder ends.
        var _ = output.transferTo(Writer.nullWriter());
        assertFalse(PrivateDirectory.isOwnerAlive(directory));
        assertEquals(List.of(directory), Leftovers.remove(parent));
        assertEquals(List.of(), children());
    }

    private Process inContainer(Class<?> main, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(parent.toRealPath().toString()));
        args.addAll(List.of(more));
        List<String> command = new ArrayList<>(CONTAINER);
        command.addAll(TestJvm.command(main, List.of("-XX:-UsePerfData"), args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.toList();
        }
    }
}
