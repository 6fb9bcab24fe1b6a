package org.sempool.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jline.utils.AttributedString;

/** Shows pictures made of text, one after the other. */
interface Canvas extends AutoCloseable {
    /** How large the next picture may be. */
    TerminalSize size();

    /** Whether it can show block elements and other characters beyond ASCII. */
    boolean isUnicode();

    /** Shows a picture. Returns whether anybody can still see it. */
    boolean show(List<AttributedString> lines);

    /**
     * Waits until it is time for the next picture.
     *
     * @return whether another picture is wanted
     */
    boolean await(Duration pause) throws InterruptedException;

    @Override
    void close();

    /** Writes one picture below the other, without colours. */
    static Canvas below(PrintWriter out, boolean isUnicode) {
        return new Canvas() {
            @Override
            public TerminalSize size() {
                return TerminalSize.UNLIMITED;
            }

            @Override
            public boolean isUnicode() {
                return isUnicode;
            }

            @Override
            public boolean show(List<AttributedString> lines) {
                lines.forEach(line -> out.println(line.toString()));
                return !out.checkError();
            }

            @Override
            public boolean await(Duration pause) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
