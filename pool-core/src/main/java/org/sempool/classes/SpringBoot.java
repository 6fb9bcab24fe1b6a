package org.sempool.classes;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An executable jar of Spring Boot's: the jars within it are read by a class loader of that, with
 * which Spring Boot also runs another main class.
 *
 * @param launcher the class that does so, of the outer jar
 * @param path what its class loader reads besides the outer jar, absolute
 */
public record SpringBoot(String launcher, List<Path> path) {
    private static final String PACKAGE = "org.springframework.boot.loader.";
    private static final String LAUNCHER = "PropertiesLauncher";
    private static final String SETTINGS = "loader.";
    private static final String MAIN = SETTINGS + "main";
    private static final String ARGS = SETTINGS + "args";
    private static final String PATH = SETTINGS + "path";

    /** An empty one would be an argument. */
    private static final String NO_ARGS = " ";

    private static final Set<String> OWN = Set.of(MAIN, ARGS, PATH);

    /** Copies the list. */
    public SpringBoot {
        path = List.copyOf(path);
    }

    /** By whom a class loader's jars within a jar can be read, if it is of Spring Boot. */
    static Optional<SpringBoot> of(URLClassLoader loader) {
        Class<?> kind = loader.getClass();
        if (!kind.getName().startsWith(PACKAGE)) {
            return Optional.empty();
        }
        String launcher = kind.getPackageName() + "." + LAUNCHER;
        try {
            var _ = Class.forName(launcher, false, kind.getClassLoader());
        } catch (ClassNotFoundException | LinkageError leftOut) {
            return Optional.empty();
        }
        URL[] urls = loader.getURLs();
        List<Path> path =
                Arrays.stream(urls).flatMap(url -> PlainEntry.given(url).stream()).toList();
        // Otherwise it is unpacked.
        return path.size() < urls.length
                ? Optional.of(new SpringBoot(launcher, path))
                : Optional.empty();
    }

    SpringBoot after(Stream<Path> first) {
        return new SpringBoot(launcher, Stream.concat(first, path.stream()).distinct().toList());
    }

    /** What keeps an entry from being added. */
    static Optional<String> problemOf(Path entry) {
        String name = entry.toString();
        return name.contains(",") || name.contains("${")
                ? Optional.of(
                        "has ',' or '${' in its name, which Spring Boot's loader.path cannot have")
                : Optional.empty();
    }

    /**
     * The last flags of the {@code java} command, behind the class path.
     *
     * @param main the main class
     * @param first what comes before the rest of the path
     */
    public List<String> flags(String main, Optional<Path> first) {
        List<String> flags = new ArrayList<>();
        // Such as loader.home, if the program was started so.
        Properties properties = System.getProperties();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(SETTINGS) && !OWN.contains(name))
                .sorted()
                .forEach(name -> flags.add("-D" + name + "=" + properties.getProperty(name)));
        flags.add("-D" + MAIN + "=" + main);
        flags.add("-D" + ARGS + "=" + NO_ARGS);
        String all =
                Stream.concat(first.stream(), path.stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(","));
        if (!all.isEmpty()) {
            flags.add("-D" + PATH + "=" + all);
        }
        flags.add(launcher);
        return flags;
    }
}
