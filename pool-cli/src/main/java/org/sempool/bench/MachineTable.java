package org.sempool.bench;

import static org.apache.commons.text.StringEscapeUtils.escapeHtml4;

import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** All that one has to know to compare the figures with others, as a list of terms in HTML. */
final class MachineTable {
    private static final double BYTES_PER_GB = 1e9;
    private static final double BYTES_PER_GIB = 1L << 30;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx", Locale.ROOT);

    private MachineTable() {}

    static String of(Circumstances how) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Processor", Machine.cores() + " x " + Machine.processor());
        facts.put(
                "Memory",
                String.format(
                        Locale.ROOT,
                        "%.1f GiB; memcpy %.1f GB/s",
                        Machine.memoryBytes() / BYTES_PER_GIB,
                        Machine.copiedBytesPerSecond() / BYTES_PER_GB));
        facts.put("System", Machine.system());
        facts.put("Java", Machine.jdk());
        facts.put("Version", how.version());
        facts.put("Date", DATE.format(how.date()));
        facts.put(
                "Rounds",
                how.rounds()
                        + " of each contender in each setting, about "
                        + how.turn().toMillis()
                        + " ms each");
        facts.put("Command", how.command());
        StringBuilder list = new StringBuilder();
        facts.forEach(
                (name, value) ->
                        list.append("<dt>")
                                .append(name)
                                .append("</dt><dd>")
                                .append(escapeHtml4(value))
                                .append("</dd>\n"));
        return list.toString();
    }
}
