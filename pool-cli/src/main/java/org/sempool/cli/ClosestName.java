package org.sempool.cli;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote an unknown name. */
final class ClosestName {
    private ClosestName() {}

    /** Ready to be put behind the name's complaint; empty if no known name is near. */
    static String hint(String name, Collection<String> known) {
        return known.stream()
                .filter(other -> distance(name, other) <= other.length() / 3)
                .min(Comparator.comparingInt((String other) -> distance(name, other)))
                .map(other -> " (did you mean " + other + "?)")
                .orElse("");
    }

    private static int distance(String a, String b) {
        return LevenshteinDistance.getDefaultInstance().apply(a, b);
    }
}
