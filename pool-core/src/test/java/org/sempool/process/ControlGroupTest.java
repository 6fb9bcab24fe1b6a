package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specifies which limits of control groups are found, in files that look like the kernel's. */
final class ControlGroupTest {
    @Test
    void theLowestLimitOfAControlGroupAndItsAncestorsCounts(@TempDir Path root) throws IOException {
        Path inner = Files.createDirectories(root.resolve("a/b"));
        Files.writeString(inner.resolve("pids.max"), "max\n");
        Files.writeString(root.resolve("a/pids.max"), "40\n");
        Path old = Files.createDirectories(root.resolve("pids/c"));
        Files.writeString(old.resolve("pids.max"), "30\n");

        assertEquals(OptionalLong.of(40), pids(root, "0::/a/b"));
        assertEquals(OptionalLong.of(30), pids(root, "0::/a/b", "7:cpu,pids:/c"));
        assertEquals(OptionalLong.empty(), pids(root, "0::/elsewhere"));
        assertEquals(OptionalLong.empty(), pids(root, "7:cpu:/c"));
    }

    private static OptionalLong pids(Path root, String... memberships) {
        return new ControlGroup(root, List.of(memberships)).least("pids", "pids.max");
    }

    @Test
    void theLimitOfMemoryIsFoundInBothVersions(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/memory.max"), "max\n");
        Files.writeString(root.resolve("a/memory.max"), "4000\n");
        Files.createDirectories(root.resolve("memory/c"));
        Files.writeString(root.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");
        Files.writeString(root.resolve("memory/c/memory.limit_in_bytes"), "3000\n");

        assertEquals(OptionalLong.of(4000), memory(root, "0::/a/b"));
        assertEquals(OptionalLong.of(3000), memory(root, "4:memory:/c"));
        assertEquals(OptionalLong.empty(), memory(root, "4:memory:/d", "0::/e"));
    }

    private static OptionalLong memory(Path root, String... memberships) {
        return new ControlGroup(root, List.of(memberships)).memoryBytes();
    }

    /** Not the least limit less some usage: each group has its own. */
    @Test
    void theMemoryThatIsLeftIsThatOfTheFullestGroup(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/memory.max"), "3000\n");
        Files.writeString(root.resolve("a/b/memory.current"), "500\n");
        Files.writeString(root.resolve("a/memory.max"), "4000\n");
        Files.writeString(root.resolve("a/memory.current"), "3900\n");
        Files.writeString(
                root.resolve("a/memory.stat"), "anon 3600\ninactive_file 300\nactive_file 5\n");
        Files.createDirectories(root.resolve("memory/c"));
        Files.writeString(root.resolve("memory/c/memory.limit_in_bytes"), "1000\n");
        Files.writeString(root.resolve("memory/c/memory.usage_in_bytes"), "1200\n");

        assertEquals(OptionalLong.of(400), left(root, "0::/a/b"));
        assertEquals(OptionalLong.of(0), left(root, "4:memory:/c"));
        assertEquals(OptionalLong.empty(), left(root, "0::/elsewhere"));
    }

    private static OptionalLong left(Path root, String... memberships) {
        return new ControlGroup(root, List.of(memberships)).memoryLeft();
    }
}
