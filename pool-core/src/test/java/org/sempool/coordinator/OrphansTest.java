package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sempool.coordinator.Orphans.Families;

/** Searches for orphans cover all deaths, and never run in parallel. */
final class OrphansTest {
    private final List<Runnable> begun = new ArrayList<>();
    private final List<Families> searches = new ArrayList<>();

    @Test
    void deathsDuringASearchShareTheNextSearch() {
        Orphans[] orphans = new Orphans[1];
        orphans[0] =
                new Orphans(
                        begun::add,
                        families -> {
                            searches.add(families);
                            if (searches.size() == 1) {
                                orphans[0].kill("b", 7);
                                orphans[0].kill("c", 5);
                            }
                        });

        orphans[0].kill("a", 6);
        begun.getFirst().run();

        assertEquals(1, begun.size());
        assertEquals(
                List.of(new Families(Set.of("a"), 6), new Families(Set.of("b", "c"), 5)), searches);
    }

    @Test
    void aDeathAfterASearchStartsAnother() {
        Orphans orphans = new Orphans(begun::add, searches::add);

        orphans.kill("a", 1);
        begun.removeFirst().run();
        orphans.kill("b", 2);
        begun.removeFirst().run();

        assertEquals(List.of(new Families(Set.of("a"), 1), new Families(Set.of("b"), 2)), searches);
    }

    @Test
    void aSearchThatFailsOrGetsNoThreadDoesNotPreventTheNext() {
        Orphans failing =
                new Orphans(
                        begun::add,
                        families -> {
                            searches.add(families);
                            throw new IllegalStateException();
                        });
        failing.kill("a", 1);
        assertThrows(IllegalStateException.class, () -> begun.removeFirst().run());
        failing.kill("b", 2);
        assertEquals(1, begun.size());

        Orphans threadless =
                new Orphans(
                        task -> {
                            if (begun.size() < 2) {
                                begun.add(task);
                                throw new OutOfMemoryError();
                            }
                            task.run();
                        },
                        searches::add);
        assertThrows(OutOfMemoryError.class, () -> threadless.kill("c", 4));
        threadless.kill("d", 5);
        assertEquals(new Families(Set.of("c", "d"), 4), searches.getLast());
    }
}
