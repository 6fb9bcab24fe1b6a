package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Environment variables that configure the user's JVM do not reach the workers' JVMs. */
final class JvmEnvironmentIT {
    private static final String MARK = "> ";

    /** Returns the flags of its JVM. */
    public static final class Told implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) {
            return job.equals("heap")
                    ? "" + (Runtime.getRuntime().maxMemory() >> 20)
                    : job + " " + System.getProperty(job) + " " + System.getenv(job);
        }
    }

    /** A program that is started with all of the variables. */
    public static final class App {
        public static void main(String[] args) {
            ask(builder(), "tool", "launcher", "last", "JAVA_TOOL_OPTIONS", "CLASSPATH");
            ask(
                    builder()
                            .environment("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC -Dtool=yes")
                            .environment(
                                    "JDK_JAVA_OPTIONS", "-XX:MaxRAM=1g -XX:MaxRAMPercentage=30"),
                    "tool",
                    "heap");
            ask(
                    builder()
                            .environment("JAVA_TOOL_OPTIONS", "-Dtool=yes")
                            .jvmFlags("-XX:NoSuchThing=1"),
                    "tool");
            ask(builder().environment("JDK_JAVA_OPTIONS", "-Xmx80m").heap(90 << 20), "heap");
        }

        private static void ask(WorkerPoolBuilder<String, String> builder, String... jobs) {
            try (WorkerPool<String, String> pool = builder.build()) {
                for (String job : jobs) {
                    System.out.println(MARK + pool.submit(job).join());
                }
            } catch (RuntimeException e) {
                System.out.println(MARK + String.valueOf(e.getMessage()).lines().findFirst());
            }
        }

        private static WorkerPoolBuilder<String, String> builder() {
            return WorkerPool.builder(Told.class).workers(1);
        }
    }

    @Test
    void workersGetOnlyWhatTheBuilderSets() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Dtool=no",
                        "JDK_JAVA_OPTIONS",
                        "-Dlauncher=no",
                        "_JAVA_OPTIONS",
                        "-Dlast=no -XX:-UseSerialGC -XX:+UseG1GC",
                        "CLASSPATH",
                        "/no/such");

        List<String> said =
                TestJvm.run(
                                TestJvm.command(App.class, List.of(), List.of()),
                                Path.of(""),
                                environment)
                        .lines(MARK);

        assertEquals(
                List.of(
                        "tool null null",
                        "launcher null null",
                        "last null null",
                        "JAVA_TOOL_OPTIONS null null",
                        "CLASSPATH null null",
                        "tool yes null"),
                said.subList(0, 6));
        // Of 1 GiB, not of half.
        assertTrue(Long.parseLong(said.get(6)) < 350, said::toString);
        assertTrue(
                said.get(7).contains(": Unrecognized VM option 'NoSuchThing=1'"), said::toString);
        assertTrue(said.get(8).contains("and the JVM flag -Xmx80m both set"), said::toString);
        assertEquals(9, said.size());
    }
}
