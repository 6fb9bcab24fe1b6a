package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.LineHandler;

/** Specifies which handlers a class path offers. */
final class HandlersTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.example.Missing",
                "java.lang.String",
                "org.sempool.LineHandler",
                "not a class",
                "org.example.Missing\norg.example.MissingToo\njava.lang.Object"
            })
    void aListThatNamesNoHandlerHidesNoOther(String list) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(LineHandler.class.getName()), list + "\n");

        Handlers handlers = Handlers.on(List.of(directory));

        assertEquals(EchoHandler.class, handlers.find("echo"));
        assertEquals(EchoHandler.class, handlers.find(EchoHandler.class.getName()));
        assertTrue(handlers.registered().size() > 1);
    }
}
