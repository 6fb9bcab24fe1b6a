package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers that this process has by a class loader of its own, and the workers may not have. */
final class ForeignClassesIT {
    private static final String HANDLER = "Upper";
    private static final String UPPER =
            """
            public class Upper implements org.sempool.JobHandler<String, String> {
                public String handle(String job, org.sempool.JobContext context) {
                    return job.toUpperCase();
                }
            }
            """;

    private static final String BASE =
            """
            public abstract class Base implements org.sempool.JobHandler<String, String> {
                public String handle(String job, org.sempool.JobContext context) {
                    return job;
                }
            }
            """;
    private static final String DERIVED = "public class Derived extends Base {}";

    @TempDir private Path directory;
    private Path classes;

    /** Has what it is given. */
    private static final class InMemory extends ClassLoader {
        private final @Nullable URL source;

        InMemory(@Nullable URL source) {
            super("in-memory", InMemory.class.getClassLoader());
            this.source = source;
        }

        Class<?> define(byte[] code) {
            CodeSource from = new CodeSource(source, (Certificate[]) null);
            return defineClass(null, code, 0, code.length, new ProtectionDomain(from, null));
        }
    }

    @BeforeEach
    void compile() throws Exception {
        classes = new Program(directory).compileSource("app", HANDLER, UPPER);
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void aClassInMemoryIsRefused() throws Exception {
        String message = refusal(new InMemory(null).define(code()));

        assertTrue(message.startsWith("handler=" + HANDLER + " cannot be loaded"), message);
        assertTrue(message.contains("InMemory"), message);
        assertTrue(message.contains("classPath(...)"), message);
    }

    @Test
    void whatAHandlerExtendsIsWantedToo() throws Exception {
        Path base = new Program(directory).compileSource("base", "Base", BASE);
        Path derived = new Program(directory).compileSource("derived", "Derived", DERIVED, base);
        URL[] urls = {base.toUri().toURL(), derived.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls)) {
            Class<?> handler = loader.loadClass("Derived");

            String message =
                    String.valueOf(
                            assertThrows(
                                            PoolStartException.class,
                                            () -> builder(handler).classPath(derived).build())
                                    .getMessage());
            assertTrue(message.startsWith("handler=Derived is a Base, which cannot"), message);
        }
    }

    @Test
    void aClassOfAnotherLoaderNeedsAnEntryOfTheClassPath() throws Exception {
        URL[] urls = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls)) {
            Class<?> handler = loader.loadClass(HANDLER);

            String message = refusal(handler);
            assertTrue(message.contains("from file:" + classes), message);
            try (WorkerPool<String, String> pool = builder(handler).classPath(classes).build()) {
                assertEquals("A", pool.submit("a").join());
            }
        }
    }

    @Test
    void aJarMayNameTheHandlersJar() throws Exception {
        Path jar = directory.resolve("handlers.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(HANDLER + ".class"));
            out.write(code());
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "handlers.jar");
        Path outer = directory.resolve("outer.jar");
        new JarOutputStream(Files.newOutputStream(outer), manifest).close();

        try (WorkerPool<String, String> pool =
                builder(new InMemory(null).define(code())).classPath(outer).build()) {
            assertEquals("A", pool.submit("a").join());
        }
    }

    @Test
    void aJarWithinAJarIsToBeUnpacked() throws Exception {
        URL source = URI.create("jar:file:/srv/app.jar!/BOOT-INF/classes!/").toURL();

        String message = refusal(new InMemory(source).define(code()));

        assertTrue(message.contains("from " + source), message);
        assertTrue(message.contains("unpack the outer one"), message);
    }

    @Test
    void aHiddenClassIsRefused() throws Exception {
        MethodHandles.Lookup here = MethodHandles.lookup();
        byte[] own;
        try (var in = ForeignClassesIT.class.getResourceAsStream("ForeignClassesIT$Echo.class")) {
            own = Objects.requireNonNull(in).readAllBytes();
        }
        Class<?> hidden = here.defineHiddenClass(own, false).lookupClass();

        String message =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> builder(hidden).build())
                                .getMessage());

        assertTrue(message.startsWith("handler=" + hidden.getName()), message);
        assertTrue(message.contains("AppClassLoader"), message);
    }

    /** To be defined once more. */
    public static final class Echo implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    private byte[] code() throws Exception {
        return Files.readAllBytes(classes.resolve(HANDLER + ".class"));
    }

    private static String refusal(Class<?> handler) {
        return String.valueOf(
                assertThrows(PoolStartException.class, () -> builder(handler).build())
                        .getMessage());
    }

    @SuppressWarnings("unchecked") // it is one
    private static WorkerPoolBuilder<String, String> builder(Class<?> handler) {
        return TestPools.builder((Class<? extends JobHandler<String, String>>) handler).workers(1);
    }
}
