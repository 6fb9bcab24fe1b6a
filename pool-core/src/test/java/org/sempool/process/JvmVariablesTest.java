package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The variables that configure a JVM are removed from an environment, and their flags are read. */
final class JvmVariablesTest {
    @Test
    void onlyVariablesThatConfigureAJvmAreRemoved() {
        Map<String, String> environment = new HashMap<>();
        List.of(
                        "JAVA_TOOL_OPTIONS",
                        "JDK_JAVA_OPTIONS",
                        "_JAVA_OPTIONS",
                        "_JAVA_SR_SIGNUM",
                        "JDK_AOT_VM_OPTIONS",
                        "CLASSPATH",
                        "JAVA_HOME",
                        "JAVA_OPTS",
                        "PATH")
                .forEach(name -> environment.put(name, "value"));

        JvmVariables.removeFrom(environment);

        assertEquals(Set.of("JAVA_HOME", "JAVA_OPTS", "PATH"), environment.keySet());
    }

    @Test
    void flagsAreSplitAndUnquotedAsByAJvm() {
        Map<String, String> environment =
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        " -ea\t'-XX:+UseG1GC'\n",
                        "_JAVA_OPTIONS",
                        "\"-Xmx1g\"",
                        "JAVA_OPTS",
                        "-esa");

        assertEquals(List.of("-ea", "-XX:+UseG1GC", "-Xmx1g"), JvmVariables.flags(environment));
    }
}
