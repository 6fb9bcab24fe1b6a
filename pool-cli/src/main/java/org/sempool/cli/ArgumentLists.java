package org.sempool.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sempool.ByteText;
import org.sempool.exec.CommandJob;

/**
 * Lists of values on the command line: {@code ::: a b ::: c d} crosses them, which makes four jobs;
 * {@code ::: a b :::+ c d} links them, which makes two. With a fourth colon, each word is a file
 * with a list of values.
 */
final class ArgumentLists {
    private static final String CROSS = ":::";
    private static final String LINK = ":::+";
    private static final String CROSS_FILES = "::::";
    private static final String LINK_FILES = "::::+";
    private static final Set<String> MARKS = Set.of(CROSS, LINK, CROSS_FILES, LINK_FILES);

    /** Each group has its values by list, and all lists of a group have the same size. */
    private final List<List<List<String>>> groups;

    private ArgumentLists(List<List<List<String>>> groups) {
        this.groups = groups;
    }

    static boolean isBegin(String word) {
        return MARKS.contains(word);
    }

    /**
     * @param words begin with one of the marks
     * @param end what a value in a file ends with
     */
    static ArgumentLists parse(List<String> words, byte end) throws IOException {
        Inputs.checkAll(files(words));
        List<List<List<String>>> groups = new ArrayList<>();
        String mark = "";
        for (String word : words) {
            if (isBegin(word)) {
                mark = word;
                if (mark.startsWith(LINK) || mark.equals(LINK_FILES)) {
                    requireList(groups, mark);
                }
                if (mark.equals(CROSS) || mark.equals(LINK)) {
                    begin(groups, mark);
                }
                continue;
            }
            if (mark.equals(CROSS) || mark.equals(LINK)) {
                groups.getLast().getLast().add(word);
            } else {
                begin(groups, mark);
                groups.getLast().getLast().addAll(values(word, end));
            }
        }
        groups.forEach(ArgumentLists::checkSizes);
        return new ArgumentLists(groups);
    }

    private static List<String> files(List<String> words) {
        List<String> files = new ArrayList<>();
        boolean areFiles = false;
        for (String word : words) {
            if (isBegin(word)) {
                areFiles = word.startsWith(CROSS_FILES);
            } else if (areFiles) {
                files.add(word);
            }
        }
        return files;
    }

    private static void requireList(List<List<List<String>>> groups, String mark) {
        if (groups.isEmpty()) {
            throw new UsageException(
                    mark + " links a list with the one before; begin with ::: or ::::");
        }
    }

    private static void begin(List<List<List<String>>> groups, String mark) {
        if (mark.endsWith("+")) {
            groups.getLast().add(new ArrayList<>());
        } else {
            groups.add(new ArrayList<>(List.of(new ArrayList<>())));
        }
    }

    /** The values in a file. */
    private static List<String> values(String name, byte end) throws IOException {
        List<String> values = new ArrayList<>();
        try (LineSource lines = Inputs.ofFiles(List.of(name), end, true)) {
            Line line = new Line();
            while (lines.next(line)) {
                if (line.hasNul()) {
                    throw new UsageException(line.place() + ": " + CommandCodec.HAS_NUL);
                }
                values.add(line.text());
            }
        }
        return values;
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
                                + "; lists that :::+ or ::::+ links need the same number");
            }
        }
    }

    /** Takes the first value of each list, which is its name. */
    List<String> takeNames() {
        List<String> names = new ArrayList<>();
        for (List<List<String>> linked : groups) {
            for (List<String> list : linked) {
                if (list.isEmpty()) {
                    throw new UsageException("with --header, each list begins with a name");
                }
                names.add(list.removeFirst());
            }
        }
        return names;
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
            private final Line job = new Line();
            private final long count = count();
            private long next;

            @Override
            public boolean next(Line line) {
                if (next == count) {
                    return false;
                }
                byte[] bytes = ByteText.bytes(CommandJob.join(values(next)));
                next++;
                job.set("job " + next, 0, bytes, 0, bytes.length, true);
                line.setJoined(job, bytes, bytes.length, null);
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
