package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies what happens if worker hosts have other handlers than those who submit. */
@Timeout(300)
final class MisfitsIT {
    private static final String HANDLER = MoodyHandler.class.getName();

    /** The host's digest, and the program's own. */
    private static final Pattern DIGESTS =
            Pattern.compile(
                    "has another version of "
                            + HANDLER
                            + ": its classes have digest ([0-9a-f]{16}), this program's have"
                            + " ([0-9a-f]{16}); use the same jar on both machines");

    @TempDir private Path directory;
    private Deployment deployment;

    @BeforeEach
    void start() throws Exception {
        deployment = new Deployment(directory);
        var _ = deployment.broker();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        deployment.close();
    }

    /** A jar of the handler, which differs from others by its version. */
    private Path jar(String version) throws IOException {
        String entry = HANDLER.replace('.', '/') + ".class";
        Path jar = directory.resolve(version + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(entry));
            out.write(Files.readAllBytes(PoolScript.TEST_CLASSES.resolve(entry)));
            out.putNextEntry(new JarEntry("version"));
            out.write(version.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private Path jobs() throws IOException {
        return Files.write(directory.resolve("jobs"), List.of("one", "two"));
    }

    @Test
    void aHostWithAnotherVersionOfTheHandlerIsRefusedAndNamedOnBothSides() throws Exception {
        Path old = jar("old");
        Path fresh = jar("new");
        Running host = deployment.host(HANDLER, 1, "-cp", old.toString());

        Result refused = deployment.submit(HANDLER, jobs(), "-cp", fresh.toString()).await();

        assertEquals(3, refused.code(), refused.err());
        Matcher digests = DIGESTS.matcher(refused.err());
        assertTrue(digests.find(), refused.err());
        Deployment.awaitText(host, "it has " + HANDLER + "/" + digests.group(2));
        Deployment.awaitText(host, "this host has " + HANDLER + "/" + digests.group(1));
    }

    @Test
    void aFittingHostDoesTheJobsThoughAnotherIsThere() throws Exception {
        Path old = jar("old");
        Path fresh = jar("new");
        Running submit = deployment.submit(HANDLER, jobs(), "-cp", fresh.toString());
        Deployment.awaitText(submit, "jobs wait: no worker host takes them");
        var _ = deployment.host(HANDLER, 1, "-cp", old.toString());
        Deployment.awaitText(submit, "has another version of " + HANDLER);

        var _ = deployment.host(HANDLER, 1, "-cp", fresh.toString());

        Result result = submit.await();
        assertEquals("one\ntwo\n", result.out(), result.err());
        assertEquals(0, result.code(), result.err());
    }

    @Test
    void aHostOfAnotherHandlerIsRefusedByName() throws Exception {
        var _ = deployment.host("factor", 1);

        Result refused = deployment.submit("echo", jobs()).await();

        assertEquals(3, refused.code(), refused.err());
        assertTrue(
                refused.err()
                        .contains(
                                "runs handler org.sempool.examples.factor.FactorHandler, this"
                                        + " program's jobs are for org.sempool.cli.EchoHandler"),
                refused.err());
        assertTrue(refused.err().lines().count() <= 2, refused.err());
    }
}
