package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.ExecutorTasks.nothing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job's options keep what was set, and reject what is out of range. */
final class JobOptionsTest {
    private static final JobOptions NONE = JobOptions.defaults();

    @Test
    void eachSettingIsKeptBesideTheOthers() {
        JobOptions options =
                NONE.name("thumb-3")
                        .timeout(Duration.ofSeconds(1))
                        .queueTimeout(Duration.ofSeconds(2))
                        .attempts(4);

        List<UnaryOperator<JobOptions>> sameAgain =
                List.of(
                        each -> each.name("thumb-3"),
                        each -> each.timeout(Duration.ofSeconds(1)),
                        each -> each.queueTimeout(Duration.ofSeconds(2)),
                        each -> each.attempts(4));
        for (UnaryOperator<JobOptions> change : sameAgain) {
            JobOptions same = change.apply(options);
            assertEquals(Optional.of("thumb-3"), same.name());
            assertEquals(Optional.of(Duration.ofSeconds(1)), same.timeout());
            assertEquals(Optional.of(Duration.ofSeconds(2)), same.queueTimeout());
            assertEquals(OptionalInt.of(4), same.attempts());
        }
        assertEquals(
                "JobOptions[name=thumb-3, timeout=PT1S, queueTimeout=PT2S, attempts=4]",
                options.toString());
        String told = NONE.name("a").onProgress(_ -> {}).toString();
        assertTrue(told.startsWith("JobOptions[name=a, onProgress="), told);
    }

    @Test
    void optionsDoNotChange() {
        JobOptions named = NONE.name("one");

        assertEquals(Optional.of("two"), named.name("two").name());
        assertEquals(Optional.of("one"), named.name());
        assertEquals(Optional.empty(), NONE.name());
        assertEquals("JobOptions[]", NONE.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\nb",
                "\u001b[2J",
                "a\u0000",
                "\ud800",
                "a\udc00b",
                "a\u2028b",
                "\u2029",
                "\u202eb",
                "\u2066"
            })
    void aNameThatCouldHarmALogIsRejected(String name) {
        String message =
                Failures.message(
                        assertThrows(IllegalArgumentException.class, () -> NONE.name(name)));

        String shown = name.replaceAll("[^\\[\\w]", "?");
        assertTrue(message.startsWith("name=" + shown + " is out of range; allowed is "), message);
    }

    @Test
    void aNameMayHaveOtherCharacters() {
        String name = "Bild \ud83d\ude00, \u05d0\u200d\u00e9";

        assertEquals(Optional.of(name), NONE.name(name).name());
    }

    @Test
    void whatIsOutOfRangeIsRejected() {
        assertRejected("name=xx", () -> NONE.name("x".repeat(101)));
        assertRejected("name=?xx", () -> NONE.name("\n" + "x".repeat(100)));
        assertRejected("timeout=PT0S", () -> NONE.timeout(Duration.ZERO));
        assertRejected("timeout=PT-1S", () -> NONE.timeout(Duration.ofSeconds(-1)));
        assertRejected("queueTimeout=PT0S", () -> NONE.queueTimeout(Duration.ZERO));
        assertRejected("queueTimeout", () -> NONE.queueTimeout(Duration.ofDays(366)));
        assertRejected("attempts=0", () -> NONE.attempts(0));
    }

    @Test
    void nullIsNamed() {
        assertNamed("text", () -> NONE.name(nothing(String.class)));
        assertNamed("limit", () -> NONE.timeout(nothing(Duration.class)));
        assertNamed("limit", () -> NONE.queueTimeout(nothing(Duration.class)));
    }

    private static void assertNamed(String what, Executable setting) {
        assertEquals(what, assertThrows(NullPointerException.class, setting).getMessage());
    }

    private static void assertRejected(String what, Runnable setting) {
        String message =
                Failures.message(assertThrows(IllegalArgumentException.class, setting::run));

        assertTrue(message.startsWith(what), message);
    }
}
