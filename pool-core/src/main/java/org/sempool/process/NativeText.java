package org.sempool.process;

import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that goes to another process on its command line or in its environment. It travels in the
 * locale's charset, which silently turns a character that it lacks into a question mark: in the C
 * locale, every character that is not ASCII.
 */
public final class NativeText {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private NativeText() {}

    /** The locale's charset, which file names use, too. */
    public static Charset charset() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name)
                ? Charset.forName(name)
                : Charset.defaultCharset();
    }

    /**
     * Whether a text arrives unchanged.
     *
     * @param text the text
     */
    public static boolean arrives(String text) {
        return charset().newEncoder().canEncode(text);
    }

    /**
     * Writes a text in ASCII, which arrives in any locale.
     *
     * @param text the text
     * @return what {@link #unescape} reads
     */
    public static String escape(String text) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < ' ' || each > '~' || each == '\\') {
                String hex = Integer.toHexString(each);
                ascii.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
            } else {
                ascii.append(each);
            }
        }
        return ascii.toString();
    }

    /**
     * Reads a text that was written in ASCII.
     *
     * @param ascii what {@link #escape} has made
     * @return the text
     */
    public static String unescape(String ascii) {
        return ESCAPE.matcher(ascii)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        String.valueOf(
                                                (char) Integer.parseInt(found.group(1), 16))));
    }
}
