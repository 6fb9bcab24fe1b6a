package org.sempool.bench;

import static org.apache.commons.text.StringEscapeUtils.escapeHtml4;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import tools.jackson.databind.json.JsonMapper;

/** A page that shows measurements with plots; it needs only a browser. */
public final class Report {
    private static final String JOBS = "/*JOBS*/";
    private static final String LINES = "/*LINES*/";
    private static final String LIBRARY = "/*LIBRARY*/";
    private static final String HEADLINE = "<!--HEADLINE-->";
    private static final String MORE = "<!--MORE-->";
    private static final String THROUGHPUT = "<!--THROUGHPUT-->";
    private static final String LECTURE = "<!--LECTURE-->";
    private static final String MACHINE = "<!--MACHINE-->";

    private Report() {}

    /**
     * Writes the page. Its own code draws the data with Chart.js.
     *
     * @param file the page, replaced if it exists
     * @param figures what to show; the setting of the first is the base of all comparisons
     * @param how when and how it was measured
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Figures figures, Circumstances how) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Resources.read("report.properties")));
        String page =
                Resources.read("report.html")
                        .replace(HEADLINE, escapeHtml4(Headline.of(figures)))
                        .replace(MORE, escapeHtml4(Headline.more(figures)))
                        .replace(THROUGHPUT, ThroughputPlot.of(figures))
                        .replace(LECTURE, escapeHtml4(Headline.lectureQueue(figures)))
                        .replace(MACHINE, MachineTable.of(how))
                        .replace(JOBS, asElement(figures.jobs()))
                        .replace(LINES, asElement(figures.lines()))
                        .replace(LIBRARY, Resources.read(properties.getProperty("library")));
        Files.writeString(file, page);
    }

    /** No text in the data may end the element that contains it. */
    private static String asElement(List<?> measurements) {
        return JsonMapper.shared().writeValueAsString(measurements).replace("<", "\\u003c");
    }
}
