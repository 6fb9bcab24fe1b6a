package org.sempool.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Failures by cause. Causes that differ only in what they quote, in paths or in long numbers are
 * one cause. However many there are, it keeps only some of each.
 */
final class FailureGroups {
    private static final int MOST_GROUPS = 100;
    private static final int MOST_SHOWN = 10;
    private static final int MOST_PLACES = 3;
    private static final Pattern PARTICULARS =
            Pattern.compile("\"[^\"]*\"|'[^']*'|\\S*/\\S*|\\d{4,}");

    private static final class Group {
        private final String first;
        private final List<String> places = new ArrayList<>();
        private boolean varies;
        private long count;

        Group(String first) {
            this.first = first;
        }

        long count() {
            return count;
        }

        String describe(String pattern) {
            String more = count > places.size() ? ", ..." : "";
            return count
                    + " x "
                    + (varies ? pattern : first)
                    + " ("
                    + String.join(", ", places)
                    + more
                    + ")";
        }
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private long others;

    /**
     * @param cause why a job failed
     * @param place where it stands in the input
     */
    void add(String cause, String place) {
        String pattern = PARTICULARS.matcher(cause).replaceAll("...");
        Group group = groups.get(pattern);
        if (group == null) {
            if (groups.size() == MOST_GROUPS) {
                others++;
                return;
            }
            group = new Group(cause);
            groups.put(pattern, group);
        }
        group.count++;
        group.varies |= !group.first.equals(cause);
        if (group.places.size() < MOST_PLACES) {
            group.places.add(place);
        }
    }

    /** A line for each cause, the most frequent first. */
    List<String> lines() {
        List<Map.Entry<String, Group>> sorted = new ArrayList<>(groups.entrySet());
        sorted.sort(Map.Entry.comparingByValue(Comparator.comparingLong(Group::count).reversed()));
        List<String> lines = new ArrayList<>();
        sorted.stream()
                .limit(MOST_SHOWN)
                .forEach(each -> lines.add(each.getValue().describe(each.getKey())));
        long rest =
                others
                        + sorted.stream()
                                .skip(MOST_SHOWN)
                                .mapToLong(each -> each.getValue().count())
                                .sum();
        if (rest > 0) {
            lines.add(rest + " x other causes");
        }
        return lines;
    }
}
