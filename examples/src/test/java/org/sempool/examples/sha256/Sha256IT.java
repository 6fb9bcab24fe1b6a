package org.sempool.examples.sha256;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.sempool.WorkerPool;
import org.sempool.examples.Shell;

/** Specifies that the checksums are those of coreutils. */
final class Sha256IT {
    @Test
    void digestsAsCoreutilsDoes() throws Exception {
        List<String> files = Shell.lines("find src data -type f");
        List<String> expected = Shell.lines("sha256sum \"$@\"", files.toArray(new String[0]));

        try (WorkerPool<String, String> pool = WorkerPool.builder(Sha256.class).build()) {
            assertEquals(expected, pool.map(files));
            CompletionException e =
                    assertThrows(
                            CompletionException.class, () -> pool.submit("no/such/file").join());
            assertTrue(String.valueOf(e.getCause()).contains("no/such/file"), "" + e.getCause());
        }
    }
}
