package org.sempool.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A URL leads to a jar or directory of the file system, or to none. */
final class ClassPathEntryTest {
    @ParameterizedTest
    @CsvSource({
        "file:/srv/classes/, /srv/classes",
        "file:/srv/a%20b.jar, /srv/a b.jar",
        "jar:file:/srv/a.jar!/, /srv/a.jar",
        "file:/srv/a:b/,",
        "jar:file:/srv/a.jar!/BOOT-INF/lib/b.jar!/,",
        "jar:nested:/srv/a.jar/!BOOT-INF/lib/b.jar!/,",
        "http://example.org/a.jar,",
    })
    void aClassLoadersUrlIsAnEntry(String url, Path entry) throws IOException {
        assertEquals(Optional.ofNullable(entry), ClassPathEntry.given(url(url)));
    }

    @ParameterizedTest
    @CsvSource({
        "file:/srv/classes/a/B.class, /srv/classes",
        "file:/a/B.class, /",
        "file:/srv/b/B.class,",
        "jar:file:/srv/a.jar!/a/B.class, /srv/a.jar",
        "jar:file:/srv/a.jar!/META-INF/versions/25/a/B.class, /srv/a.jar",
        "jar:file:/srv/a.jar!/WEB-INF/classes/a/B.class,",
        "jar:file:/srv/a.jar!/BOOT-INF/lib/b.jar!/a/B.class,",
        "memory:/a/B.class,",
    })
    void aClassFilesUrlLeadsToItsEntry(String url, Path entry) throws IOException {
        assertEquals(Optional.ofNullable(entry), ClassPathEntry.having("a/B.class", url(url)));
    }

    @Test
    void theNameOfAClassIsEscapedInItsUrl() throws IOException {
        URL url = url("jar:file:/srv/a.jar!/a/Gr%C3%BC%C3%9Fe$1.class");

        assertEquals(
                Optional.of(Path.of("/srv/a.jar")),
                ClassPathEntry.having("a/Gr\u00fc\u00dfe$1.class", url));
    }

    @Test
    void aNameMayHaveCharactersThatAUrlShouldEscape() throws IOException {
        @SuppressWarnings("deprecation") // the only way to make such a URL
        URL url = new URL("file:/srv/a b/");

        assertEquals(Optional.of(Path.of("/srv/a b")), ClassPathEntry.given(url));
    }

    /** Makes a URL; protocols that the JDK does not know belong to class loaders. */
    private static URL url(String text) throws IOException {
        URLStreamHandler unused =
                new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) {
                        throw new UnsupportedOperationException();
                    }
                };
        URI uri = URI.create(text);
        boolean known = text.matches("(jar:)?(file|http):.*");
        return known ? uri.toURL() : URL.of(uri, unused);
    }
}
