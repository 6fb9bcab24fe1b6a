package org.sempool.artemis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** With which version of Artemis the transport was tested, which only the build knows. */
final class TestedVersion {
    private TestedVersion() {}

    /** The end of a message; a tool that puts jars together may lose the file. */
    static String suffix() throws IOException {
        try (InputStream file = TestedVersion.class.getResourceAsStream("library-version")) {
            return file == null
                    ? ""
                    : "; it was tested with version "
                            + new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
