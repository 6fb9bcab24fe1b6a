package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits are read from the kernel's table, and named when they are too low. */
final class ProcessLimitsTest {
    private static final ProcessLimits LOW = new ProcessLimits(64, 40);

    @Test
    void limitsAreReadFromTheKernelsTable() {
        List<String> table =
                List.of(
                        "Limit                     Soft Limit           Hard Limit           Units",
                        "Max processes             unlimited            unlimited            processes",
                        "Max open files            1024                 524288               files");

        assertEquals(new ProcessLimits(1024, ProcessLimits.NONE), ProcessLimits.parse(table));
        assertEquals(
                new ProcessLimits(ProcessLimits.NONE, ProcessLimits.NONE),
                ProcessLimits.parse(List.of()));
    }

    @Test
    void tooManyWorkersForTheLimitOfOpenFilesAreRejectedWithTheNumbers() {
        assertDoesNotThrow(() -> LOW.requireFilesFor(19, 16));

        IOException refused = assertThrows(IOException.class, () -> LOW.requireFilesFor(20, 16));

        assertEquals(
                "workers=20 need 66 open files in this process, and it may have 64; raise that"
                        + " limit (ulimit -n) or use fewer workers",
                refused.getMessage());
    }

    @Test
    void aFailedStartIsExplainedByTheLimit() {
        String files = LOW.explain(new IOException("Bad file descriptor, error: 24 (Too many) "));
        assertTrue(files.endsWith("may have 64 open files (ulimit -n)"), files);

        String forks = LOW.explain(new IOException("posix_spawn failed, error: 11 (Resource) "));
        assertTrue(forks.contains("this user may have 40 processes and threads"), forks);

        String threads =
                LOW.explain(new OutOfMemoryError("unable to create native thread: possibly"));
        assertTrue(threads.contains("this user may have 40 processes and threads"), threads);

        assertEquals("Exec format", LOW.explain(new IOException("Exec format")));
    }
}
