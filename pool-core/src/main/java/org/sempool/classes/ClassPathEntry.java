package org.sempool.classes;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the jar or directory in the file system to which a URL refers, if it refers to nothing
 * else.
 */
final class ClassPathEntry {
    private static final String IN_JAR = "!/";
    private static final Pattern VERSION = Pattern.compile("META-INF/versions/[0-9]+/");

    private ClassPathEntry() {}

    /** The entry to which a URL of a class loader's refers. */
    static Optional<Path> given(URL url) {
        String inner = url.getPath();
        return isOf(url, "jar") && inner.endsWith(IN_JAR)
                ? jar(inner.substring(0, inner.length() - IN_JAR.length()))
                : path(url);
    }

    /** The entry that contains a file. */
    static Optional<Path> having(String file, URL resource) {
        String path = resource.getPath();
        if (isOf(resource, "jar")) {
            int end = path.indexOf(IN_JAR);
            String name = end < 0 ? "" : path.substring(end + IN_JAR.length());
            return VERSION.matcher(decoded(name)).replaceFirst("").equals(file)
                    ? jar(path.substring(0, end))
                    : Optional.empty();
        }
        // The charset of the locale may have no path for the file.
        return path(resource)
                .filter(found -> found.toString().endsWith("/" + file))
                .map(found -> up(found, file.split("/", -1).length));
    }

    private static String decoded(String name) {
        try {
            return new URI(name).getPath();
        } catch (URISyntaxException notEscaped) {
            return name;
        }
    }

    private static Path up(Path path, int names) {
        Path root = Path.of("/");
        int left = path.getNameCount() - names;
        return left == 0 ? root : root.resolve(path.subpath(0, left));
    }

    private static Optional<Path> jar(String url) {
        try {
            return url.contains(IN_JAR) ? Optional.empty() : path(URI.create(url).toURL());
        } catch (MalformedURLException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(URL url) {
        if (!isOf(url, "file")) {
            return Optional.empty();
        }
        // In a class path, the separator would split it.
        return toPath(url).filter(path -> !path.toString().contains(File.pathSeparator));
    }

    private static Optional<Path> toPath(URL url) {
        try {
            return Optional.of(Path.of(url.toURI()));
        } catch (URISyntaxException notEscaped) {
            return Optional.of(Path.of(url.getPath()));
        } catch (IllegalArgumentException ofAnotherHost) {
            return Optional.empty();
        }
    }

    private static boolean isOf(URL url, String protocol) {
        return url.getProtocol().equalsIgnoreCase(protocol);
    }
}
