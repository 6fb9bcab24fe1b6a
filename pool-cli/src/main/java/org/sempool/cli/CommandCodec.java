package org.sempool.cli;

import org.sempool.Codec;
import org.sempool.exec.CommandJob;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Writes a job as a {@link CommandJob}.
 *
 * @param form what it consists of
 * @param single whether a line is one value, which therefore has no NUL
 */
record CommandCodec(CommandJob.Form form, boolean single) implements Codec<Line> {
    static final String HAS_NUL =
            "it contains a NUL, which no command can be given; if NULs separate the values, add"
                    + " --null";

    @Override
    public void encode(Line line, PayloadWriter payload) {
        if (single && line.hasNul()) {
            throw new IllegalArgumentException(HAS_NUL);
        }
        form.begin(line.ordinal(), payload);
        line.writeTo(payload);
    }

    @Override
    public Line decode(PayloadReader payload) {
        throw new UnsupportedOperationException("the command reads no jobs");
    }
}
