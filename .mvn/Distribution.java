import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Puts together what needs no JDK: {@code POOL-CLI HOME TIME}, the module's directory, the one to
 * create, and the time of its files. It gets a run-time image of the JDK that runs this, the jars,
 * the scripts, and the caches that let the JVMs start sooner.
 *
 * <p>A JVM takes a cache only if its own files and the jars have the sizes and times that they had
 * when the cache was made. So all get their final time before, and archives must keep it.
 */
final class Distribution {
    /**
     * What the jars use, by jdeps, of java.desktop only java.beans and images. Those of the JDK's
     * services that jdeps does not see: elliptic curves for TLS, the zip file system, recordings.
     */
    private static final String MODULES =
            "java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,"
                    + "java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,"
                    + "java.transaction.xa,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,"
                    + "jdk.unsupported,jdk.zipfs";

    /** Parts of java.desktop for which there must be a screen, a printer or a loudspeaker. */
    private static final Pattern DESKTOP =
            Pattern.compile(
                    "(javax/(swing|sound|print)|(sun|com/sun/java)/swing|com/sun/java/accessibility"
                            + "|com/sun/media/sound|sun/print|sun/awt/X11)/.*");

    /** An annotation, which java.beans looks for. */
    private static final String NEEDED = "javax/swing/SwingContainer.class";

    private static final String DESKTOP_LIBRARIES =
            Stream.of("awt_xawt", "jawt", "jsound", "splashscreen")
                    .map(name -> "glob:/java.desktop/lib/lib" + name + ".so")
                    .reduce((a, b) -> a + "," + b)
                    .orElseThrow();

    /** The native code that jars have for all platforms, and classes for Windows and macOS. */
    private static final Pattern PLATFORM =
            Pattern.compile(
                    "com/sun/jna/\\w+-[\\w-]+/.*|com/sun/jna/darwin/.*|jni/.*"
                            + "|com/sun/jna/platform/(win32|mac|wince)/.*"
                            + "|jnr/constants/platform/[a-z]\\w*/.*|lib/linux-\\w+/.*"
                            + "|org/jline/nativ/(Windows|Mac|FreeBSD|Linux)/.*");

    private static final Pattern OWN_PLATFORM =
            System.getProperty("os.arch").equals("aarch64")
                    ? Pattern.compile(".*(/linux-aarch64/|/aarch64-Linux/|/linux/|/Linux/arm64/).*")
                    : Pattern.compile(
                            ".*(/linux-x86[-_]64/|/x86_64-Linux/|/linux/|/Linux/x86_64/).*");

    /** The report of the bench has another file of this package. */
    private static final Pattern UNUSED =
            Pattern.compile("META-INF/resources/webjars/.*(?<!/chart\\.umd\\.min\\.js)");

    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");

    /** Found first, as each start needs them. */
    private static final List<String> FIRST =
            List.of("pool-cli", "pool-core", "examples", "slf4j", "logback", "picocli");

    private final Path module;
    private final Path home;
    private final FileTime time;

    private Distribution(Path module, Path home, FileTime time) {
        this.module = module;
        this.home = home;
        this.time = time;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Distribution distribution =
                new Distribution(
                        Path.of(args[0]).toAbsolutePath(),
                        Path.of(args[1]).toAbsolutePath(),
                        FileTime.from(Instant.parse(args[2])));
        distribution.create();
    }

    private void create() throws IOException, InterruptedException {
        deleteAll(home.getParent());
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        link();
        copyJars();
        copyScripts();
        Path root = module.getParent();
        Files.copy(root.resolve("LICENSE"), home.resolve("LICENSE"));
        Files.copy(
                module.resolve("target/generated-sources/license/THIRD-PARTY.txt"),
                home.resolve("THIRD-PARTY.txt"));
        copyIfThere(module.resolve("target/man"), home.resolve("share/man/man1"));
        copyIfThere(module.resolve("target/completion"), home.resolve("share/completion"));
        setTimes();
        train();
        setTimes();
    }

    private void link() throws IOException {
        Path excluded = home.resolveSibling("excluded");
        Files.write(excluded, withoutDesktop());
        run(
                "jlink",
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                // The archive compresses better than the image would, and a JVM reads this sooner.
                "--compress=zip-0",
                "--exclude-files=" + DESKTOP_LIBRARIES,
                "--exclude-resources=@" + excluded,
                "--output",
                home.resolve("runtime").toString());
    }

    /** All but one file of each package, which jlink wants to see. */
    private static List<String> withoutDesktop() throws IOException {
        FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
        Path desktop = image.getPath("/modules/java.desktop");
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(desktop)) {
            files.filter(Files::isRegularFile)
                    .map(file -> desktop.relativize(file).toString())
                    .filter(name -> DESKTOP.matcher(name).matches())
                    .sorted()
                    .forEach(names::add);
        }
        Set<String> packages = new HashSet<>();
        packages.add(packageOf(NEEDED));
        return names.stream()
                .filter(name -> !name.equals(NEEDED))
                .filter(name -> !packages.add(packageOf(name)))
                .map(name -> "/java.desktop/" + name)
                .toList();
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    /** The JVM takes the cache only if the class path begins as the one that it was made with. */
    private void copyJars() throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(module.resolve("target/lib"))) {
            files.sorted().forEach(jars::add);
        }
        jars.add(module.resolve("target/pool-cli.jar"));
        jars.add(module.resolveSibling("examples/target/examples.jar"));
        List<Path> ordered = new ArrayList<>();
        for (String first : FIRST) {
            jars.stream().filter(named(first)).forEach(ordered::add);
        }
        jars.removeAll(ordered);
        ordered.addAll(jars);
        List<String> names = new ArrayList<>();
        for (Path jar : ordered) {
            String name = jar.getFileName().toString();
            copyJar(jar, home.resolve("lib").resolve(name));
            names.add(name);
        }
        Files.write(home.resolve("lib/class-path"), names);
    }

    private static Predicate<Path> named(String begin) {
        return jar -> jar.getFileName().toString().startsWith(begin);
    }

    /** Not compressed: the whole archive becomes smaller, and a JVM starts sooner. */
    private void copyJar(Path from, Path to) throws IOException {
        try (ZipFile in = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : in.stream().filter(Distribution::isUsed).toList()) {
                byte[] content = content(in, entry);
                CRC32 crc = new CRC32();
                crc.update(content);
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setMethod(ZipEntry.STORED);
                copy.setSize(content.length);
                copy.setCrc(crc.getValue());
                copy.setTimeLocal(
                        java.time.LocalDateTime.ofInstant(
                                time.toInstant(), java.time.ZoneOffset.UTC));
                out.putNextEntry(copy);
                out.write(content);
                out.closeEntry();
            }
        }
    }

    private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static boolean isUsed(ZipEntry entry) {
        String name = entry.getName();
        return !UNUSED.matcher(name).matches()
                && !SIGNATURE.matcher(name).matches()
                && (!PLATFORM.matcher(name).matches()
                        || OWN_PLATFORM.matcher("/" + name).matches());
    }

    private void copyScripts() throws IOException {
        for (String script : List.of("pool", "main.sh", "system.sh")) {
            copy(module.resolve("bin").resolve(script), home.resolve("bin").resolve(script));
        }
        copy(module.resolve("src/main/dist/setup.sh"), home.resolve("bin/setup.sh"));
    }

    private static void copyIfThere(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void setTimes() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList().reversed()) {
                if (!Files.isSymbolicLink(file)) {
                    Files.setLastModifiedTime(file, time);
                }
            }
        }
    }

    /** A distribution without its caches would work, but be slow; so here they are no option. */
    private void train() throws IOException, InterruptedException {
        int code =
                new ProcessBuilder(
                                "sh",
                                module.resolve("bin/train.sh").toString(),
                                home.resolve("bin/setup.sh").toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        for (String cache : List.of("start.aot", "workers.jsa")) {
            if (code != 0 || !Files.exists(home.resolve("lib").resolve(cache))) {
                throw new IOException("train.sh made no " + cache);
            }
        }
        Files.delete(home.resolve("lib/train.log"));
    }

    private static void run(String name, String... arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElseThrow();
        if (tool.run(System.out, System.err, arguments) != 0) {
            throw new IllegalStateException(name + " failed");
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
