package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.process.OpenFiles;

/** Every change is found that could make workers mix two versions of a program, and no other. */
final class ClassFilesTest {
    private static final long OWN_PID = ProcessHandle.current().pid();

    @TempDir private Path directory;
    private Path jar;
    private Path library;
    private Path classes;
    private Path modules;
    private ClassFiles files;

    @BeforeEach
    void make() throws IOException {
        jar = directory.resolve("app 1.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "no%20such.jar lib%20a.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        library = Files.writeString(directory.resolve("lib a.jar"), "1");
        classes = Files.createDirectories(directory.resolve("classes/app/deep"));
        Files.writeString(classes.resolve("A.class"), "1");
        Files.writeString(classes.resolve("log"), "1");
        modules = Files.createDirectories(directory.resolve("modules"));
        Files.writeString(modules.resolve("m.jar"), "1");
        files =
                ClassFiles.of(
                        List.of(jar, directory.resolve("classes"), directory.resolve("none.jar")),
                        List.of(modules));
    }

    @Test
    void newFilesAndFilesThatAreNotClassesAreNoChange() throws IOException {
        Files.writeString(classes.resolve("log"), "and more");
        Files.writeString(classes.resolve("B.class"), "new");
        Files.writeString(directory.resolve("none.jar"), "new");

        assertEquals(Optional.empty(), files.changeForNewWorkers());
        assertEquals(Optional.empty(), files.changeForWorkers(() -> fail("no jar has changed")));
    }

    @Test
    void aFileThatIsWrittenToAffectsAllWorkers() throws IOException {
        for (Path file :
                List.of(jar, library, classes.resolve("A.class"), modules.resolve("m.jar"))) {
            make();
            try (OutputStream open = Files.newOutputStream(file)) {
                open.write(2);
                open.write(2);

                assertSaid(file + " was written to", files.changeForNewWorkers());
                assertSaid(file + " was written to", files.changeForWorkers(this::own));
            }
        }
    }

    @Test
    void aReplacedJarAffectsOnlyWorkersThatHaveNotOpenedTheOldOne() throws IOException {
        for (Path file : List.of(jar, library, modules.resolve("m.jar"))) {
            make();
            try (var _ = Files.newInputStream(file)) {
                replace(file);

                assertSaid(file + " was replaced", files.changeForNewWorkers());
                assertEquals(Optional.empty(), files.changeForWorkers(this::own));
                assertSaid(
                        file + " was replaced",
                        files.changeForWorkers(
                                () -> List.of(OpenFiles.keys(OWN_PID), Set.<Object>of())));
                Files.delete(file);
                assertSaid(file + " was removed", files.changeForNewWorkers());
                assertEquals(Optional.empty(), files.changeForWorkers(this::own));
            }
            assertSaid(file + " was removed", files.changeForWorkers(this::own));
        }
    }

    @Test
    void aReplacedClassFileInADirectoryAffectsAllWorkers() throws IOException {
        Path file = classes.resolve("A.class");
        try (var _ = Files.newInputStream(file)) {
            replace(file);

            assertSaid(file + " was replaced", files.changeForWorkers(this::own));
        }
    }

    private List<Set<Object>> own() {
        return List.of(OpenFiles.keys(OWN_PID));
    }

    private void replace(Path file) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "next");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertSaid(String what, Optional<String> change) {
        assertTrue(change.orElse("nothing").startsWith(what + " after"), change::toString);
    }
}
