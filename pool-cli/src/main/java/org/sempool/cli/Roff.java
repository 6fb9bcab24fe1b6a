package org.sempool.cli;

/** Text in the language of manual pages, as {@code man(7)} defines it. */
final class Roff {
    private final StringBuilder text = new StringBuilder();

    /** A section begins with a paragraph anyway. */
    private boolean fresh;

    /** Begins the page. */
    Roff(String title, String date, String source) {
        text.append(".\\\" Written by the build from the options of the command.\n");
        text.append(".TH ").append(quote(title)).append(" 1 ").append(quote(date));
        text.append(' ').append(quote(source)).append(" \"User Commands\"\n");
        // No hyphens at the ends of lines, where one would copy them with a command.
        text.append(".nh\n");
    }

    Roff section(String name) {
        text.append(".SH ").append(quote(name)).append('\n');
        fresh = true;
        return this;
    }

    /** Paragraphs, with an empty line between two. */
    Roff paragraphs(String content) {
        boolean begins = true;
        for (String line : content.strip().split("\n", -1)) {
            if (line.isBlank()) {
                begins = true;
                continue;
            }
            if (begins) {
                beginParagraph();
                begins = false;
            }
            text.append(line(line)).append('\n');
        }
        return this;
    }

    /** A term in bold type, and what it means. */
    Roff item(String term, String meaning) {
        fresh = false;
        text.append(".TP\n\\fB").append(escape(term)).append("\\fR\n");
        boolean any = false;
        for (String line : meaning.strip().split("\n", -1)) {
            if (!line.isBlank()) {
                text.append(any ? ".br\n" : "").append(line(line)).append('\n');
                any = true;
            }
        }
        return this;
    }

    /** A line that is not filled, in bold type. */
    Roff command(String content) {
        beginParagraph();
        text.append(".nf\n\\fB").append(escape(content)).append("\\fR\n.fi\n");
        return this;
    }

    private void beginParagraph() {
        if (!fresh) {
            text.append(".PP\n");
        }
        fresh = false;
    }

    private static String line(String content) {
        String escaped = escape(content);
        // What begins a line with a dot or an apostrophe would be a request.
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String escape(String content) {
        return content.strip()
                .replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
    }

    private static String quote(String content) {
        return "\"" + content.replace("\"", "\"\"") + "\"";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
