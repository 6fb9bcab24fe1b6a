package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The model of the payload memory: no two messages share a chunk, no process accesses one without
 * memory, and no death loses one. Without any of its rules, one of these fails. See {@code
 * src/test/tla}.
 */
final class PayloadModelIT {
    private static final String MODULE = "PayloadMemory";

    /** In the model, between the braces of Rules. */
    private static final Pattern RULE =
            Pattern.compile("^    \"(\\w+)\"(,| }) +\\\\\\*", Pattern.MULTILINE);

    private static final String ALL = "ReadsWhatWasWritten NoFault OnlyItsOwn NoLeak";

    @TempDir private Path directory;

    /** A rule, and the property that fails without it. */
    enum Mutant {
        LOOK_AT_USE("LookAtUse", "ReadsWhatWasWritten"),
        NAME_GENERATION("NameGeneration", "OnlyItsOwn"),
        COMPARE_AND_SET("CompareAndSet", "ReadsWhatWasWritten"),
        READY_IS_PROVIDED("ReadyIsProvided", "NoFault"),
        CLAIM_TO_RETURN("ClaimToReturn", "NoFault");

        private final String rule;
        private final String violated;

        Mutant(String rule, String violated) {
            this.rule = rule;
            this.violated = violated;
        }
    }

    /** Two writers compete for chunks; memory is returned meanwhile; one process may die. */
    @ParameterizedTest
    @CsvSource({"1, 2, 0, TRUE", "1, 1, 1, TRUE", "2, 2, 1, FALSE"})
    void chunksAreNeitherSharedNorLost(int wanted, int generations, int kills, String returns)
            throws Exception {
        check(ALL, wanted, generations, kills, returns, "").assertHolds();
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleIsNeeded(Mutant mutant) throws Exception {
        String returns = mutant == Mutant.CLAIM_TO_RETURN ? "TRUE" : "FALSE";
        check(mutant.violated, 1, 2, 0, returns, '"' + mutant.rule + '"')
                .assertViolatesInvariant(mutant.violated);
    }

    @Test
    void everyRuleHasAMutant() throws IOException {
        Set<String> rules =
                RULE.matcher(Tlc.source(MODULE))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .collect(Collectors.toSet());
        Set<String> broken =
                Arrays.stream(Mutant.values())
                        .map(mutant -> mutant.rule)
                        .collect(Collectors.toSet());

        assertEquals(rules, broken);
    }

    private Tlc check(
            String properties,
            int wanted,
            int generations,
            int kills,
            String returns,
            String broken)
            throws Exception {
        String config =
                """
                SPECIFICATION Spec
                CONSTANTS
                  Writers = {"w1", "w2"}
                  Readers = {"r1"}
                  Slots = {1, 2}
                  Chunks = {1, 2}
                """
                        + ("  Wanted = " + wanted + "\n")
                        + ("  MaxGeneration = " + generations + "\n")
                        + ("  Kills = " + kills + "\n")
                        + ("  Returns = " + returns + "\n")
                        + ("  Broken = {" + broken + "}\n")
                        + ("INVARIANTS " + properties + "\n");
        return Tlc.check(directory, MODULE, config, false);
    }
}
