package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.launch.JarLauncher;

/** A pool runs in a program that is one executable jar of Spring Boot with its dependencies. */
final class NestedJarsIT {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    @TempDir private Path directory;

    @Test
    void workersReadTheJarsWithinTheProgramsJar() throws Exception {
        Path jar = executableJar();
        Path here = Files.createDirectory(directory.resolve("here"));
        // This is read by the launcher that workers are started with, but is not meant for them.
        Files.writeString(here.resolve("loader.properties"), "loader.main=none\nloader.args=x y\n");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        jar.toString(),
                        "load app.Main");

        TestJvm.Outcome outcome = TestJvm.run(command, here, Map.of("LOADER_ARGS", "z"));

        assertEquals(List.of("app.Main"), outcome.lines("result: "), outcome.all());
    }

    private Path executableJar() throws IOException {
        Path program = new Program(directory).compileMain("app");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, JarLauncher.class.getName());
        main.putValue("Start-Class", "app.Main");
        main.putValue("Spring-Boot-Classes", CLASSES);
        main.putValue("Spring-Boot-Lib", LIBRARIES);
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            addLoader(out);
            addTree(out, CLASSES, program);
            addDirectory(out, LIBRARIES);
            for (Path library : Program.core()) {
                Path packed = Files.isDirectory(library) ? pack(library) : library;
                add(out, LIBRARIES + packed.getFileName(), Files.readAllBytes(packed));
            }
        }
        return jar;
    }

    private static void addLoader(JarOutputStream out) throws IOException {
        String loader =
                JarLauncher.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        try (JarFile jar = new JarFile(loader)) {
            for (var entry : jar.stream().toList()) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    add(out, entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private Path pack(Path classes) throws IOException {
        Path jar = directory.resolve("packed.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            addTree(out, "", classes);
        }
        return jar;
    }

    private static void addTree(JarOutputStream out, String prefix, Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.forEach(files::add);
        }
        for (Path file : files) {
            String name = prefix + root.relativize(file);
            if (!Files.isDirectory(file)) {
                add(out, name, Files.readAllBytes(file));
            } else if (!file.equals(root)) {
                addDirectory(out, name + "/");
            } else if (!prefix.isEmpty()) {
                addDirectory(out, prefix);
            }
        }
    }

    private static void addDirectory(JarOutputStream out, String name) throws IOException {
        add(out, name, new byte[0]);
    }

    /** Uncompressed, as jars within a jar must be. */
    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(content);
    }
}
