package org.sempool.spi;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies the classes of a handler: all classes in the same jar or below the same directory as
 * its own class, and those that workers have as copies. Resources of a jar also count; other
 * entries of the class path do not.
 *
 * @param name the handler's class name
 * @param version 16 hexadecimal digits, which differ after any change
 */
public record HandlerVersion(String name, String version) {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerVersion.class);

    /** For a handler whose classes were not found: it is known only by its name. */
    private static final String UNKNOWN = "0".repeat(16);

    private static final String CLASS_FILES = ".class";

    /**
     * Determines the current version.
     *
     * @param handler where its classes are
     * @return the version
     * @throws IOException if the classes cannot be read
     */
    public static HandlerVersion of(HandlerCode handler) throws IOException {
        String name = handler.name();
        String copies = handler.copies();
        List<String> parts = new ArrayList<>();
        for (Path home : handler.homes()) {
            if (Files.isDirectory(home)) {
                parts.add(ofDirectory(home));
            } else if (Files.isRegularFile(home)) {
                try (ZipFile jar = new ZipFile(home.toFile())) {
                    parts.add(ofJar(jar));
                } catch (ZipException notAJar) {
                    LOG.debug("{} is not a jar, and class loaders ignore it, too", home, notAJar);
                }
            }
        }
        if (!copies.isEmpty()) {
            parts.add(copies);
        }
        if (parts.isEmpty()) {
            return new HandlerVersion(name, UNKNOWN);
        }
        if (parts.size() == 1 && copies.isEmpty()) {
            return new HandlerVersion(name, parts.getFirst());
        }
        MessageDigest digest = JobKey.sha256();
        parts.forEach(part -> add(digest, part.getBytes(StandardCharsets.UTF_8)));
        return new HandlerVersion(name, hex(digest));
    }

    /**
     * Depends only on the content: a jar that was built again from the same classes is the same.
     */
    private static String ofJar(ZipFile jar) {
        List<String> lines = new ArrayList<>();
        for (ZipEntry entry : Collections.list(jar.entries())) {
            if (!entry.isDirectory()) {
                lines.add(entry.getName() + "\n" + entry.getCrc() + "\n" + entry.getSize());
            }
        }
        Collections.sort(lines);
        MessageDigest digest = JobKey.sha256();
        lines.forEach(line -> add(digest, line.getBytes(StandardCharsets.UTF_8)));
        return hex(digest);
    }

    /** Class files only, because other files may be written there while a batch runs. */
    private static String ofDirectory(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(CLASS_FILES)) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        // The workers cannot read it either.
                        return FileVisitResult.CONTINUE;
                    }
                });
        Collections.sort(files);
        MessageDigest digest = JobKey.sha256();
        for (Path file : files) {
            String name = directory.relativize(file).toString();
            add(digest, name.getBytes(StandardCharsets.UTF_8));
            add(digest, Files.readAllBytes(file));
        }
        return hex(digest);
    }

    /**
     * Adds the length as well, so that the end of one part is not taken for the start of the next.
     */
    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, Long.BYTES);
    }

    /**
     * A hash of the name.
     *
     * @return 16 hexadecimal digits
     */
    public String nameHash() {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().toHexDigits(JobKey.of(MemorySegment.ofArray(bytes)).high());
    }
}
