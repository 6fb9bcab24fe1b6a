package org.sempool.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sempool.process.NativeAccess;

/** The JVM that runs this command; workers run on the same. */
final class JavaCheck implements Check {
    /** The variables that configure JVMs. */
    private static final List<String> VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "Java "
                                + Runtime.version()
                                + " ("
                                + System.getProperty("java.vendor")
                                + ") in "
                                + System.getProperty("java.home")));
        findings.add(
                NativeAccess.isAllowed()
                        ? Finding.ok("native calls are allowed")
                        : Finding.problem(
                                "native calls are refused, but futex and posix semaphores need"
                                        + " them",
                                "start Java with " + NativeAccess.flag()));
        findings.addAll(variables(System.getenv()));
        return findings;
    }

    static List<Finding> variables(Map<String, String> environment) {
        return VARIABLES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .map(
                        name ->
                                Finding.warning(
                                        name
                                                + "="
                                                + environment.get(name)
                                                + " is set; the workers do not see it",
                                        "pass what they need to the pool instead"))
                .toList();
    }
}
