package org.sempool;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.sempool.process.NativeText;

/**
 * A program that prints what its pools have done: the main class of a child JVM. Its arguments are
 * a jar, the escaped name of a handler in it, and a directory. Jobs, failures and the workers'
 * output mix several languages.
 */
public final class LocaleProgram {
    static final String MARK = "program: ";

    /** Characters that a locale may turn into others, or lack. */
    static final String TEXT = "iI\u0131\u0130 1 \u06f1 \u00e4\u20ac";

    /** Does what its job says. Another class of the test extends it, under another name. */
    public static class Answering implements JobHandler<String, String> {
        public Answering() {}

        @Override
        public String handle(String job, JobContext context) {
            switch (job) {
                case "throw" -> throw new IllegalStateException(TEXT);
                case "halt" -> {
                    System.out.println(TEXT);
                    Runtime.getRuntime().halt(7);
                }
                default -> {}
            }
            return job + " by " + ProcessHandle.current().pid();
        }
    }

    private final Class<? extends JobHandler<String, String>> handler;
    private final Path jar;

    private LocaleProgram(Class<? extends JobHandler<String, String>> handler, Path jar) {
        this.handler = handler;
        this.jar = jar;
    }

    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        say(Locale.getDefault() + " " + System.getProperty("sun.jnu.encoding"));
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls)) {
            LocaleProgram program =
                    new LocaleProgram(
                            asHandler(loader.loadClass(NativeText.unescape(args[1]))), jar);
            program.run("shm", "directory", args[2]);
            // The second pool resumes what the first has done.
            program.run("chronicle", "data-dir", args[2] + "/data");
            program.run("chronicle", "data-dir", args[2] + "/data");
        }
    }

    private void run(String transport, String option, String directory) {
        try (WorkerPool<String, String> pool =
                TestPools.builder(handler)
                        .workers(1)
                        .attempts(1)
                        .classPath(jar)
                        .transport(transport)
                        .transportOption(option, directory)
                        .build()) {
            say(pool.submit(TEXT).join());
            say(failure(pool, "throw"));
            say(failure(pool, "halt"));
        }
    }

    private static String failure(WorkerPool<String, String> pool, String job) {
        try {
            return pool.submit(job).join();
        } catch (CompletionException e) {
            return String.valueOf(e.getCause()).lines().findFirst().orElse("");
        }
    }

    @SuppressWarnings("unchecked") // it extends Answering
    private static Class<? extends JobHandler<String, String>> asHandler(Class<?> type) {
        return (Class<? extends JobHandler<String, String>>) type;
    }

    private static void say(String text) {
        System.out.println(MARK + text);
    }
}
