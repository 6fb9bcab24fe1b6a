package org.sempool.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sempool.process.ProcessStart;

/** Programs and files of the system that the pool uses; it can do without them. */
final class SystemCheck implements Check {
    private static final Map<String, String> PROGRAMS =
            Map.of(
                    "/bin/sh",
                    "handlers may read the pool's own pipe, and children of killed workers may"
                            + " outlive the program",
                    "/usr/bin/setsid",
                    "Ctrl-C at a terminal ends the workers at once, with their jobs");

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(processes(ProcessStart.own() != ProcessStart.EVER));
        PROGRAMS.keySet().stream()
                .sorted()
                .forEach(program -> findings.add(program(program, isThere(program))));
        findings.add(Finding.ok(user(System.getProperty("user.name"), System.getenv("HOME"))));
        return findings;
    }

    private static boolean isThere(String program) {
        return Files.isExecutable(Path.of(program));
    }

    static Finding processes(boolean readable) {
        return readable
                ? Finding.ok("/proc lists processes")
                : Finding.problem(
                        "/proc lists no processes, so what workers leave behind cannot be found",
                        "mount it: mount -t proc proc /proc");
    }

    static Finding program(String program, boolean there) {
        return there
                ? Finding.ok(program + " exists")
                : Finding.warning(
                        program + " is missing: without it " + PROGRAMS.get(program), "install it");
    }

    private static String user(String name, String home) {
        return "user "
                + name
                + ", home "
                + (home == null ? "not set" : home)
                + " (the pool needs neither)";
    }
}
