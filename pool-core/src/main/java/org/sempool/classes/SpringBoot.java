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
 * An executable jar of Spring Boot's. Spring Boot's class loader reads the jars within it, and can
 * run another main class with them.
 *
 * @param launcher the class of the outer jar that runs another main class
 * @param path the entries that its class loader reads besides the outer jar, absolute
 */
public record SpringBoot(String launcher, List<Path> path) {
    private static final String PACKAGE = "org.springframework.boot.loader.";
    private static final String LAUNCHER = "PropertiesLauncher";
    private static final String SETTINGS = "loader.";
    private static final String MAIN = SETTINGS + "main";
    private static final String ARGS = SETTINGS + "args";
    private static final String PATH = SETTINGS + "path";

    /** An empty value would count as one argument. */
    private static final String NO_ARGS = " ";

    private static final Set<String> OWN = Set.of(MAIN, ARGS, PATH);

    /** Copies the list. */
    public SpringBoot {
        path = List.copyOf(path);
    }

    /**
     * The launcher that reads a class loader's jars within a jar, if the class loader is Spring
     * Boot's.
     */
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
                Arrays.stream(urls).flatMap(url -> ClassPathEntry.given(url).stream()).toList();
        // Otherwise the jar was unpacked.
        return path.size() < urls.length
                ? Optional.of(new SpringBoot(launcher, path))
                : Optional.empty();
    }

    SpringBoot after(Stream<Path> first) {
        return new SpringBoot(launcher, Stream.concat(first, path.stream()).distinct().toList());
    }

    /** Why an entry cannot be added; empty if it can. */
    static Optional<String> problemOf(Path entry) {
        String name = entry.toString();
        return name.contains(",") || name.contains("${")
                ? Optional.of(
                        "has ',' or '${' in its name, which Spring Boot's loader.path does not"
                                + " support")
                : Optional.empty();
    }

    /**
     * The last flags of the {@code java} command, after the class path.
     *
     * @param main the main class
     * @param first the first entry of the path, if any
     */
    public List<String> flags(String main, Optional<Path> first) {
        List<String> flags = new ArrayList<>();
        // Such as loader.home, if this program was started with it.
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
