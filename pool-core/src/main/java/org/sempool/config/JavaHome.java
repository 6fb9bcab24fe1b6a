package org.sempool.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Checks that there is a Java for the workers, without running it. */
final class JavaHome {
    /** The oldest version that runs this library. */
    private static final int OLDEST = 25;

    private JavaHome() {}

    /**
     * Checks the Java that this JVM belongs to.
     *
     * @throws IllegalArgumentException if it has no command java
     */
    static Path own() {
        Path home = Path.of(System.getProperty("java.home"));
        if (!Files.isExecutable(java(home))) {
            throw new IllegalArgumentException(
                    "javaHome="
                            + home
                            + ", where this JVM comes from, has no command bin/java; set javaHome to"
                            + " a JDK or JRE "
                            + OLDEST
                            + " or newer, or link the image with jlink without"
                            + " --strip-native-commands");
        }
        return home;
    }

    /**
     * Checks the Java that the user chose.
     *
     * @return its directory, absolute
     * @throws IllegalArgumentException if it has no command java, or is too old
     */
    static Path checked(Path home) {
        if (!Files.isDirectory(home)) {
            throw refuse(home, "is not a directory");
        }
        if (!Files.isExecutable(java(home))) {
            throw refuse(home, "has no command bin/java");
        }
        String version = version(home);
        int feature;
        try {
            feature = Runtime.Version.parse(version).feature();
        } catch (IllegalArgumentException e) {
            // As of Java 8 and earlier.
            throw refuse(home, "is of version " + version);
        }
        if (feature < OLDEST) {
            throw refuse(home, "is of version " + version);
        }
        return home.toAbsolutePath();
    }

    private static String version(Path home) {
        Path file = home.resolve("release");
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            release.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw refuse(home, "has no file that says its version: " + e);
        }
        return release.getProperty("JAVA_VERSION", "that its file release does not say")
                .replace("\"", "");
    }

    private static Path java(Path home) {
        return home.resolve("bin/java");
    }

    private static IllegalArgumentException refuse(Path home, String why) {
        return new IllegalArgumentException(
                "javaHome="
                        + home
                        + " "
                        + why
                        + "; allowed is the directory of a JDK or JRE "
                        + OLDEST
                        + " or newer");
    }
}
