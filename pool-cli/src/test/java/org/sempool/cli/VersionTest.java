package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Specifies what the command says about itself. */
final class VersionTest {
    @Test
    void theCommitIsNamedIfItIsKnown() {
        assertEquals(" (commit 0123abcde)", Version.commit("0123abcde", "false"));
        assertEquals(" (commit 0123abcde-dirty)", Version.commit("0123abcde", "true"));
        assertEquals("", Version.commit("", "false"));
    }

    @Test
    void theVersionHasItsJdk() {
        String line = new Version().getVersion()[0];

        assertTrue(
                line.matches("pool \\S+( \\(commit [0-9a-f]{9}(-dirty)?\\))? on Java .+ \\(.+\\)"),
                line);
        assertTrue(Version.date().matches("\\d{4}-\\d\\d-\\d\\d"), Version.date());
    }
}
