package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JvmVariablesTest {
    @Test
    void whatIsSaidToAJvmIsTakenOutAndNothingElse() {
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
    void flagsAreReadAsAJvmReadsThem() {
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
