package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Specifies that what {@code mvn package -Pdist} makes runs where there is no Java: as another
 * user, in a root that has a shell, a few tools and their libraries, and 64 MB of shared memory.
 */
@EnabledIfSystemProperty(named = "sempool.distribution", matches = ".+")
final class DistributionIT {
    private static final long MOST_BYTES = 60_000_000;

    private static final List<String> TOOLS =
            List.of("/bin/sh", "/bin/readlink", "/bin/echo", "/bin/cat");

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+)(?= \\()");

    /** Mounts what a container has. The first argument is the root, the others are the command. */
    private static final String ENTER =
            """
            set -e
            root=$1
            shift
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/dev/shm"
            for device in null random urandom; do
                mount --bind "/dev/$device" "$root/dev/$device"
            done
            exec chroot $user "$root" "$@"
            """;

    @TempDir private Path directory;
    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws Exception {
        // Outside the directory that only its owner may enter.
        root = Files.createDirectory(directory.resolve("root"));
        for (String name : List.of("proc", "dev/shm", "tmp", "opt")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.setPosixFilePermissions(
                root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        // Without /dev/random, a JVM collects random numbers for many seconds.
        for (String device : List.of("null", "random", "urandom")) {
            Files.createFile(root.resolve("dev").resolve(device));
        }
        for (String tool : TOOLS) {
            copyWithLibraries(Path.of(tool));
        }
    }

    @Test
    void theArchiveIsSmallAndRunsWhereItIsUnpacked() throws Exception {
        assertTrue(Files.size(archive()) < MOST_BYTES, () -> archive() + " is too large");
        run("tar", "xzf", archive().toString(), "-C", root.resolve("opt").toString());
        Path home = onlyChild(root.resolve("opt"));

        assertHas(
                home,
                List.of(
                        "LICENSE",
                        "THIRD-PARTY.txt",
                        "runtime/legal/java.base",
                        "share/man/man1/pool-exec.1",
                        "share/completion/pool.bash",
                        "share/completion/_pool",
                        "share/completion/pool.fish"));
        assertRuns("/opt/" + home.getFileName() + "/bin/pool", home);
    }

    @Test
    void theDebianPackageRuns() throws Exception {
        Path deb = matching(archive().resolveSibling(""), ".deb");
        run("dpkg-deb", "-x", deb.toString(), root.toString());

        assertHas(
                root.resolve("usr/share"),
                List.of(
                        "man/man1/pool-exec.1",
                        "bash-completion/completions/pool",
                        "zsh/vendor-completions/_pool",
                        "fish/vendor_completions.d/pool.fish"));
        assertRuns("/usr/bin/pool", root.resolve("usr/lib/sempool"));
    }

    private static void assertHas(Path parent, List<String> files) {
        for (String file : files) {
            assertTrue(Files.exists(parent.resolve(file)), file);
        }
    }

    private void assertRuns(String pool, Path home) throws Exception {
        // Libraries that only the JVM needs.
        for (String binary : List.of("bin/java", "lib/server/libjvm.so")) {
            copyLibraries(home.resolve("runtime").resolve(binary));
        }
        assertFalse(Files.exists(root.resolve("usr/bin/java")));

        assertEquals("97: 97\n", inside(pool, "submit", "factor", "-w2", "-q", "--args", "97"));
        assertEquals("1\n2\n3\n", inside(pool, "exec", "-q", "echo {}", ":::", "1", "2", "3"));
        for (String transport : List.of("--transport=chronicle", "--broker=embedded")) {
            String out = inside(pool, "submit", "factor", "-w1", "-q", transport, "--args", "91");
            assertEquals("91: 7 13\n", out, transport);
        }
        assertTrue(inside(pool, "doctor").contains("/dev/shm"));
        assertStartsFromCaches(pool);
    }

    /** They would be ignored silently, if anything had another time or size than when made. */
    private void assertStartsFromCaches(String pool) throws Exception {
        String said =
                inside(
                        "/bin/sh",
                        "-c",
                        "JAVA_OPTS=-Xlog:class+load:stderr "
                                + pool
                                + " submit echo -w1 --jvm-flag=-Xshare:on --args a 2>&1");

        assertTrue(
                said.contains("org.sempool.cli.Main source: shared objects file"),
                () -> "the cache is not in use: " + said);
        assertTrue(said.lines().anyMatch("a"::equals), said);
    }

    private static Path archive() {
        return Path.of(System.getProperty("sempool.distribution"));
    }

    private String inside(String... command) throws Exception {
        boolean isRoot = run("id", "-u").equals("0\n");
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
        if (!isRoot) {
            all.add("--map-root-user");
        }
        String user = isRoot ? "--userspec=1000:1000" : "";
        all.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "user=" + user));
        all.addAll(List.of("sh", "-c", ENTER, "sh", root.toString()));
        all.addAll(List.of(command));
        return run(all.toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        Path out = directory.resolve("out");
        Process process =
                new ProcessBuilder(command)
                        .redirectError(err.toFile())
                        .redirectOutput(out.toFile())
                        .start();
        process.getOutputStream().close();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(err);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + said);
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private void copyWithLibraries(Path program) throws Exception {
        copyIntoRoot(program);
        copyLibraries(program);
    }

    private void copyLibraries(Path binary) throws Exception {
        Matcher library = LIBRARY.matcher(run("ldd", binary.toString()));
        while (library.find()) {
            Path path = Path.of(library.group(1));
            // Not those of the distribution itself.
            if (!path.normalize().startsWith(root)) {
                copyIntoRoot(path);
            }
        }
    }

    private void copyIntoRoot(Path file) throws IOException {
        Path copy = root.resolve(file.toString().substring(1));
        Files.createDirectories(copy.getParent());
        Files.copy(file.toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path onlyChild(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            List<Path> all = children.toList();
            assertEquals(1, all.size(), all::toString);
            return all.getFirst();
        }
    }

    private static Path matching(Path parent, String end) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(file -> file.toString().endsWith(end)).findFirst().orElseThrow();
        }
    }
}
