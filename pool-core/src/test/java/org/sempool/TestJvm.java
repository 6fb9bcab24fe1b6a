package org.sempool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start a main class of the tests in a JVM of its own. */
public final class TestJvm {
    /** For a child's own start, and for its workers'. */
    private static final String ARCHIVE = "sempool.worker.archive";

    private TestJvm() {}

    /** A small JVM with the class path of this one. */
    public static List<String> command(Class<?> main, List<String> flags, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        String archive = System.getProperty(ARCHIVE);
        if (archive != null) {
            command.addAll(
                    List.of("-XX:SharedArchiveFile=" + archive, "-D" + ARCHIVE + "=" + archive));
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(args);
        return command;
    }
}
