package org.sempool.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Specifies how the doctor runs its checks, whatever they do. */
final class DoctorTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void warningsLeaveAMachineHealthy() throws Exception {
        assertTrue(
                examine(
                        Map.of(
                                "one",
                                () -> List.of(Finding.ok("good"), Finding.warning("bad", "do")))));

        assertEquals(List.of("ok       good", "warning  bad; do"), lines);
    }

    @Test
    void aCheckThatFailsOrHangsIsAProblemAndTheOthersStillRun() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put(
                "broken",
                () -> {
                    throw new NoClassDefFoundError("Part\nof it");
                });
        checks.put(
                "hanging",
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                });
        checks.put("last", () -> List.of(Finding.ok("good")));

        assertFalse(examine(checks));

        assertEquals(3, lines.size());
        assertTrue(lines.get(0).startsWith("problem  broken: cannot be checked"));
        assertTrue(lines.get(0).contains("NoClassDefFoundError: Part of it"), lines.get(0));
        assertTrue(lines.get(1).startsWith("problem  hanging: cannot be checked"));
        assertEquals("ok       good", lines.get(2));
    }

    private boolean examine(Map<String, Check> checks) throws InterruptedException {
        return new Doctor(checks, Duration.ofMillis(200))
                .examine(finding -> lines.add(finding.toString()));
    }
}
