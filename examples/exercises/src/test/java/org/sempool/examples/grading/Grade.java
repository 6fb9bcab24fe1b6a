package org.sempool.examples.grading;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of one exercise, and prints which pass. */
public final class Grade {
    private static final String PARENT = "org.sempool.examples";
    private static final int BAD_USAGE = 2;

    private Grade() {}

    /**
     * Ends the JVM with code 0 if all pass, 1 if some do not, and 2 if there is no such exercise.
     *
     * @param args the directory with the compiled exercises, and the number of one
     */
    public static void main(String[] args) throws Exception {
        List<String> names = exercises(Path.of(args[0]));
        List<String> found =
                names.stream().filter(name -> name.startsWith("exercise" + args[1])).toList();
        if (found.size() != 1 || !args[1].matches("\\d+")) {
            System.err.println("there is no exercise '" + args[1] + "'; there are " + names);
            System.exit(BAD_USAGE);
        }
        System.exit(run(PARENT + "." + found.getFirst(), System.out) ? 0 : 1);
    }

    private static List<String> exercises(Path classes) throws java.io.IOException {
        try (Stream<Path> packages = Files.list(classes.resolve(PARENT.replace('.', '/')))) {
            return packages.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("exercise"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns whether all tests of a package pass. */
    private static boolean run(String packageName, PrintStream out) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectPackage(packageName))
                        .configurationParameter("junit.jupiter.execution.timeout.default", "1 m")
                        .configurationParameter(
                                "junit.jupiter.execution.timeout.thread.mode.default",
                                "SEPARATE_THREAD")
                        .build();
        Marks marks = new Marks(out);
        LauncherFactory.create().execute(request, marks);
        out.println(marks.passed + " of " + marks.total + " pass.");
        return marks.total > 0 && marks.passed == marks.total;
    }

    private static final class Marks implements TestExecutionListener {
        private final PrintStream out;
        private int passed;
        private int total;

        Marks(PrintStream out) {
            this.out = out;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest()) {
                return;
            }
            total++;
            if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed++;
                out.println("  passes  " + words(test.getDisplayName()));
            } else {
                out.println("  FAILS   " + words(test.getDisplayName()));
                String why = result.getThrowable().map(Grade::reason).orElse("" + result);
                out.println("          " + why);
            }
        }
    }

    private static String reason(Throwable thrown) {
        String message = thrown.getMessage();
        String said =
                thrown instanceof AssertionError && message != null ? message : thrown.toString();
        return said.strip().replaceAll("\\R", " ");
    }

    /** {@code aSleepingTakerIsWoken()} becomes "a sleeping taker is woken". */
    private static String words(String method) {
        return String.join(" ", Arrays.asList(method.replace("()", "").split("(?=\\p{Lu})")))
                .toLowerCase(Locale.ROOT);
    }
}
