package org.sempool.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where pools create their files. */
final class DirectoryCheck implements Check {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Two default queues, of 1024 slots of 1024 bytes, and some large payloads. */
    private static final long LEAST_FREE = 4 << 20;

    private static final long AMPLE = 64 << 20;
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    /**
     * What is known of a directory.
     *
     * @param path its path
     * @param exists whether there is such a directory
     * @param type the type of its file system
     * @param size the size of its file system, in bytes
     * @param free how much of that is free for this user, in bytes
     * @param trouble why no file can be created there, or empty
     */
    record Directory(
            Path path, boolean exists, String type, long size, long free, String trouble) {}

    @Override
    public List<Finding> look() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Finding> findings = new ArrayList<>();
        findings.add(sharedMemory(see(SHARED_MEMORY)));
        findings.add(temporary(see(temporary)));
        return findings;
    }

    private static Directory see(Path path) {
        if (!Files.isDirectory(path)) {
            return new Directory(path, false, "", 0, 0, "");
        }
        try {
            FileStore store = Files.getFileStore(path);
            return new Directory(
                    path,
                    true,
                    store.type(),
                    store.getTotalSpace(),
                    store.getUsableSpace(),
                    tryToWrite(path));
        } catch (IOException e) {
            return new Directory(path, true, "?", 0, 0, reason(e));
        }
    }

    private static String tryToWrite(Path path) {
        try {
            Path file = Files.createTempFile(path, "sempool-doctor-", ".tmp");
            try {
                Files.writeString(file, "can be written");
            } finally {
                Files.delete(file);
            }
            return "";
        } catch (IOException e) {
            return reason(e);
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }

    static Finding sharedMemory(Directory directory) {
        if (!directory.exists) {
            return Finding.warning(
                    directory.path + " does not exist, so queues go to the temporary directory",
                    "mount it: mount -t tmpfs tmpfs " + directory.path);
        }
        return judge(
                directory,
                "for --transport shm",
                "enlarge it (docker run --shm-size=1g; mount -o remount,size=1g "
                        + directory.path
                        + "), free some space, or choose another with --directory");
    }

    static Finding temporary(Directory directory) {
        if (!directory.exists) {
            return Finding.warning(
                    directory.path
                            + " does not exist, but --transport chronicle and crash reports need it",
                    "create it, or choose another with JAVA_OPTS=-Djava.io.tmpdir=DIR");
        }
        Finding finding =
                judge(
                        directory,
                        "for --transport chronicle and crash reports",
                        "free some space, or choose another with --directory");
        // Pools in shared memory run nevertheless.
        return finding.level() == Finding.Level.PROBLEM
                ? Finding.warning(finding.text(), finding.remedy())
                : finding;
    }

    private static Finding judge(Directory directory, String use, String more) {
        String what =
                directory.path
                        + " ("
                        + use
                        + ") is "
                        + directory.type
                        + ", "
                        + megabytes(directory.free)
                        + " of "
                        + megabytes(directory.size)
                        + " free";
        if (!directory.trouble.isEmpty()) {
            return Finding.problem(
                    what + ", but not writable: " + directory.trouble,
                    "make it writable, or choose another with --directory");
        }
        if (directory.free < LEAST_FREE) {
            return Finding.problem(what + ", too little for queues of the default size", more);
        }
        return directory.free < AMPLE
                ? Finding.warning(what + ", too little for many large lines", more)
                : Finding.ok(what);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / BYTES_PER_MEGABYTE);
    }
}
