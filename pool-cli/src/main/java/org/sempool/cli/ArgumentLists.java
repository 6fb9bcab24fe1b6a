package org.sempool.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sempool.ByteText;

/**
 * Lists of values on the command line: {@code ::: a b ::: c d} crosses them, which makes four jobs;
 * {@code ::: a b :::+ c d} links them, which makes two.
 */
final class ArgumentLists {
    static final String CROSS = ":::";
    static final String LINK = ":::+";
    private static final String SEPARATOR = "\0";

    /** Each group has its values by list, and all lists of a group have the same size. */
    private final List<List<List<String>>> groups;

    private ArgumentLists(List<List<List<String>>> groups) {
        this.groups = groups;
    }

    static boolean isBegin(String word) {
        return word.equals(CROSS) || word.equals(LINK);
    }

    /**
     * @param words begin with one of the marks
     */
    static ArgumentLists parse(List<String> words) {
        List<List<List<String>>> groups = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case CROSS -> groups.add(new ArrayList<>(List.of(new ArrayList<>())));
                case LINK -> {
                    if (groups.isEmpty()) {
                        throw new UsageException(
                                ":::+ links a list with the one before; begin with :::");
                    }
                    groups.getLast().add(new ArrayList<>());
                }
                default -> groups.getLast().getLast().add(word);
            }
        }
        groups.forEach(ArgumentLists::checkSizes);
        return new ArgumentLists(groups);
    }

    private static void checkSizes(List<List<String>> linked) {
        int size = linked.getFirst().size();
        for (List<String> other : linked) {
            if (other.size() != size) {
                throw new UsageException(
                        "a list of "
                                + size
                                + " values is linked with one of "
                                + other.size()
                                + "; lists that :::+ links need the same number");
            }
        }
    }

    /** How many values each job has. */
    int width() {
        return groups.stream().mapToInt(List::size).sum();
    }

    /** How many jobs there are. */
    long count() {
        long count = 1;
        for (List<List<String>> linked : groups) {
            count = Math.multiplyExact(count, (long) linked.getFirst().size());
        }
        return count;
    }

    /** The values of a job; those of the last list change first. */
    List<String> values(long index) {
        List<String> values = new ArrayList<>();
        long left = index;
        for (List<List<String>> linked : groups.reversed()) {
            int size = linked.getFirst().size();
            int at = (int) (left % size);
            left /= size;
            values.addAll(0, linked.stream().map(list -> list.get(at)).toList());
        }
        return values;
    }

    /** The jobs, whose values are separated by NULs. */
    LineSource open() {
        return new LineSource() {
            private long next;

            @Override
            public boolean next(Line line) {
                if (next == count()) {
                    return false;
                }
                String joined = String.join(SEPARATOR, values(next));
                next++;
                byte[] bytes = ByteText.bytes(joined);
                line.set("job " + next, 0, bytes, 0, bytes.length, true);
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /** Bytes as {@link org.sempool.exec.CommandTemplate} has them. */
    static List<String> split(byte[] line) {
        return List.of(new String(line, StandardCharsets.ISO_8859_1).split(SEPARATOR, -1));
    }
}
