package org.sempool.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where pools make their files. */
final class DirectoryCheck implements Check {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Two queues of 1024 slots of 1024 bytes, which is the default, and some large payloads. */
    private static final long LEAST_FREE = 4 << 20;

    private static final long AMPLE = 64 << 20;
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    /**
     * What there is of a directory.
     *
     * @param path where
     * @param exists whether there is such a directory
     * @param type of its file system
     * @param size of its file system, in bytes
     * @param free how much of that is free for this user, in bytes
     * @param trouble why no file can be made there, or empty
     */
    record Place(Path path, boolean exists, String type, long size, long free, String trouble) {}

    @Override
    public List<Finding> look() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Finding> findings = new ArrayList<>();
        findings.add(sharedMemory(see(SHARED_MEMORY)));
        findings.add(temporary(see(temporary)));
        return findings;
    }

    private static Place see(Path path) {
        if (!Files.isDirectory(path)) {
            return new Place(path, false, "", 0, 0, "");
        }
        try {
            FileStore store = Files.getFileStore(path);
            return new Place(
                    path,
                    true,
                    store.type(),
                    store.getTotalSpace(),
                    store.getUsableSpace(),
                    tryToWrite(path));
        } catch (IOException e) {
            return new Place(path, true, "?", 0, 0, reason(e));
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

    static Finding sharedMemory(Place place) {
        if (!place.exists) {
            return Finding.warning(
                    place.path + " does not exist, so queues are made in the temporary directory",
                    "mount it: mount -t tmpfs tmpfs " + place.path);
        }
        return judge(
                place,
                "with --transport shm",
                "give it more (docker run --shm-size=1g; mount -o remount,size=1g "
                        + place.path
                        + "), make room, or name another with --directory");
    }

    static Finding temporary(Place place) {
        if (!place.exists) {
            return Finding.warning(
                    place.path + " does not exist: no --transport chronicle, and no crash reports",
                    "make it, or name another with JAVA_OPTS=-Djava.io.tmpdir=DIR");
        }
        Finding finding =
                judge(
                        place,
                        "with --transport chronicle, and crash reports",
                        "make room, or name another with --directory");
        // Those with shared memory run all the same.
        return finding.level() == Finding.Level.PROBLEM
                ? Finding.warning(finding.text(), finding.remedy())
                : finding;
    }

    private static Finding judge(Place place, String use, String more) {
        String what =
                place.path
                        + " ("
                        + use
                        + ") is "
                        + place.type
                        + ", "
                        + megabytes(place.free)
                        + " of "
                        + megabytes(place.size)
                        + " free";
        if (!place.trouble.isEmpty()) {
            return Finding.problem(
                    what + ", and nothing can be written there: " + place.trouble,
                    "make it writable, or name another with --directory");
        }
        if (place.free < LEAST_FREE) {
            return Finding.problem(what + ", too little for the usual queues", more);
        }
        return place.free < AMPLE
                ? Finding.warning(what + ", too little for many large lines", more)
                : Finding.ok(what);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / BYTES_PER_MEGABYTE);
    }
}
