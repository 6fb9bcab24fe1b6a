package org.sempool.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.sempool.process.ProcessIdentity;

/**
 * The name of a pool's directory: {@code sempool-}, the coordinator's process id, a checksum of the
 * process's identity, since other containers may use the same id, and a random part.
 *
 * @param pid the coordinator's process id, in its own container
 * @param process the checksum of the process's identity, in hexadecimal digits
 * @param random distinguishes the directories of one process, in hexadecimal digits
 */
record DirectoryName(long pid, String process, String random) {
    private static final String PREFIX = "sempool-";
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "(\\d{1,10})-([0-9a-f]{8})([0-9a-f]{8})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new name for a directory of this process. */
    static DirectoryName next() throws IOException {
        return new DirectoryName(
                ProcessHandle.current().pid(),
                self(),
                HexFormat.of().toHexDigits(RANDOM.nextInt()));
    }

    /** The name of a path, if it has this form. */
    static Optional<DirectoryName> of(Path path) {
        Matcher name = FORM.matcher(String.valueOf(path.getFileName()));
        return name.matches()
                ? Optional.of(
                        new DirectoryName(
                                Long.parseLong(name.group(1)), name.group(2), name.group(3)))
                : Optional.empty();
    }

    Path in(Path parent) {
        return parent.resolve(PREFIX + pid + "-" + process + random);
    }

    /** Whether it is a name of this process's, perhaps from another copy of this class. */
    boolean isOwn() throws IOException {
        return pid == ProcessHandle.current().pid() && process.equals(self());
    }

    private static String self() throws IOException {
        CRC32C sum = new CRC32C();
        sum.update(ProcessIdentity.own());
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
