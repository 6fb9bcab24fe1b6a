package org.sempool.examples.sha256;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Takes the path of a file; returns its SHA-256 (FIPS 180-4) and its path, as sha256sum does. */
public final class Sha256 implements LineHandler {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Called by the pool. */
    public Sha256() {}

    @Override
    public String name() {
        return "sha256";
    }

    @Override
    public String description() {
        return "the SHA-256 of the file with this path, as sha256sum prints it";
    }

    @Override
    public String handle(String line, JobContext context)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream file = Files.newInputStream(Path.of(line))) {
            int read = file.read(buffer);
            while (read >= 0 && !context.isCancelled()) {
                digest.update(buffer, 0, read);
                read = file.read(buffer);
            }
        }
        return HexFormat.of().formatHex(digest.digest()) + "  " + line;
    }
}
