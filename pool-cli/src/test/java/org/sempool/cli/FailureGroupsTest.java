package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Many failures in a few lines. */
final class FailureGroupsTest {
    private final FailureGroups groups = new FailureGroups();

    @Test
    void causesThatDifferInParticularsAreOne() {
        groups.add("IOException: cannot open /a/b", "f:1");
        groups.add("exit code 3", "f:2");
        groups.add("IOException: cannot open /c", "f:3");
        groups.add("IOException: cannot open /d", "f:4");
        groups.add("IOException: cannot open /e", "f:5");
        groups.add("exit code 4", "f:6");

        assertEquals(
                List.of(
                        "4 x IOException: cannot open ... (f:1, f:3, f:4, ...)",
                        "1 x exit code 3 (f:2)",
                        "1 x exit code 4 (f:6)"),
                groups.lines());
    }

    @Test
    void howeverManyCausesThereAreTheLinesAreFew() {
        for (int i = 0; i < 999; i++) {
            groups.add("cause " + i, "f");
        }

        List<String> lines = groups.lines();
        assertEquals(11, lines.size());
        assertEquals("989 x other causes", lines.getLast());
    }
}
