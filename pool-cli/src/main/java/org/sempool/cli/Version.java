package org.sempool.cli;

import java.util.Locale;
import java.util.ResourceBundle;
import picocli.CommandLine.IVersionProvider;

/** What the build wrote about itself. */
final class Version implements IVersionProvider {
    private static final ResourceBundle BUILD =
            ResourceBundle.getBundle("org.sempool.cli", Locale.ROOT);

    /** Called by picocli. */
    Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {
            "pool "
                    + number()
                    + commit(BUILD.getString("commit"), BUILD.getString("dirty"))
                    + " on Java "
                    + Runtime.version()
                    + " ("
                    + System.getProperty("java.vendor")
                    + ")"
        };
    }

    static String number() {
        return BUILD.getString("version");
    }

    /** The day of the release, as the reproducible build has it. */
    static String date() {
        return BUILD.getString("date").replaceFirst("T.*", "");
    }

    /** Empty if the sources came without their history. */
    static String commit(String hash, String dirty) {
        if (hash.isEmpty()) {
            return "";
        }
        return " (commit " + hash + (dirty.equals("true") ? "-dirty" : "") + ")";
    }
}
