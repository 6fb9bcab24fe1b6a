package org.sempool.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen, as users write it: {@code 127.0.0.1:61616}, {@code [::1]:61616}.
 *
 * @param host a name or an address; an IPv6 address has no brackets
 * @param port 0 is any free port
 */
record Endpoint(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^\\[\\]:\\s,]+)):(\\d{1,5})");
    private static final int HIGHEST_PORT = 0xFFFF;

    /** Made by picocli. */
    static final class Converter implements ITypeConverter<Endpoint> {
        /** Called by picocli. */
        Converter() {}

        @Override
        public Endpoint convert(String value) {
            Matcher parts = FORM.matcher(value);
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "'"
                                + value
                                + "' is not HOST:PORT; write for example 127.0.0.1:61616 or"
                                + " [::1]:61616");
            }
            int port = Integer.parseInt(parts.group(3));
            if (port > HIGHEST_PORT) {
                throw new TypeConversionException(
                        "the port of '" + value + "' is out of range; allowed is 0 to 65535");
            }
            String version6 = parts.group(1);
            return new Endpoint(version6 == null ? parts.group(2) : version6, port);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
