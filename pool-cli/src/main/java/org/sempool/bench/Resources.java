package org.sempool.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Files on the class path. */
final class Resources {
    private Resources() {}

    /** Reads a text, named relative to this package or, with a leading slash, to the root. */
    static String read(String resource) throws IOException {
        try (InputStream stream = Resources.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException(resource + " is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
