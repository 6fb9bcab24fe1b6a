package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.process.ControlGroup;

/** Specifies what is read of the kernel's files before a job starts. */
final class MachineRoomTest {
    @TempDir private Path directory;

    /** The thread that reads the file runs, too. */
    @Test
    void theLoadIsWhatElseRunsNow() throws Exception {
        MachineLoad load = new MachineLoad(file("9.99 8.88 7.77 3/120 4711\n"));

        assertEquals(2, load.running());
        assertNull(load.obstacle(2.5, 0));
        assertEquals(
                "2 processes run, and --load allows a start at less than 2", load.obstacle(2, 0));
        assertEquals(
                "3 processes run, and --load allows a start at less than 2.5",
                load.obstacle(2.5, 1));
    }

    @Test
    void withALimitOfTenAStartIsRefusedAtTen() throws Exception {
        assertEquals(
                "10 processes run, and --load allows a start at less than 10",
                new MachineLoad(file("0 0 0 11/120 4711")).obstacle(10, 0));
    }

    @Test
    void memoryIsWhatIsAvailableAndNotWhatIsFree() throws Exception {
        Path file = file("MemTotal: 9000 kB\nMemFree:  100 kB\nMemAvailable:    4096 kB\n");

        AvailableMemory memory = new AvailableMemory(file, ControlGroup.own());

        assertEquals(4 << 20, memory.bytes());
        assertNull(memory.obstacle(4 << 20));
        assertEquals(
                "4 MiB of memory are available, and --memfree wants 5 MiB",
                memory.obstacle(5 << 20));
    }

    @Test
    void aMachineThatTellsNothingIsAnError() throws Exception {
        Path other = file("something else\n");

        UsageException load =
                assertThrows(UsageException.class, () -> new MachineLoad(other).running());
        UsageException memory =
                assertThrows(
                        UsageException.class,
                        () -> new AvailableMemory(other, ControlGroup.own()).bytes());

        assertTrue(
                String.valueOf(load.getMessage()).startsWith("--load cannot read " + other),
                load.getMessage());
        assertTrue(
                String.valueOf(memory.getMessage()).startsWith("--memfree cannot read " + other),
                memory.getMessage());
    }

    @Test
    void thisMachineTells() {
        assertTrue(MachineLoad.ofThisMachine().running() >= 0);
        assertTrue(AvailableMemory.ofThisMachine().bytes() > 0);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }
}
