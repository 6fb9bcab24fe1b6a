package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Specifies that a newcomer's empty project gets the library, and runs the program, as the README
 * says.
 */
@Timeout(300)
final class ReadmeInstallIT {
    private static final List<String> PLUGINS =
            List.of("exec-maven-plugin", "maven-resources-plugin");

    /** That of an old Maven knows no modules. */
    private static final String COMPILER = "maven-compiler-plugin";

    private static final String MODULE = "module app { requires org.sempool; exports app; }";

    @TempDir private Path directory;
    private Path repository = Path.of("");
    private String readme = "";

    /** What Maven has fetched so far, as links, but nothing of this project. */
    @BeforeEach
    void makeRepository() throws IOException {
        readme = Files.readString(PoolScript.ROOT.resolve("README.md"));
        Path usual = Path.of(System.getProperty("user.home"), ".m2", "repository");
        Path fetched = Path.of(System.getProperty("localRepository", usual.toString()));
        repository = Files.createDirectory(directory.resolve("repository"));
        linkChildren(fetched, repository, Set.of("org"));
        Path org = Files.createDirectory(repository.resolve("org"));
        linkChildren(fetched.resolve("org"), org, Set.of("sempool"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        SharedMemory.awaitNothingLeft();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @Test
    void anEmptyProjectGetsTheLibraryAndRunsTheProgram() throws Exception {
        Path sources = copyOfTheLibrary();
        run(sources, Map.of(), block("sh", "mvn -q install"));

        assertBuiltTheSameBytes(sources.resolve("pool-core/target"));
        assertInstalled("sources", "javadoc");

        Path app = Files.createDirectories(directory.resolve("app"));
        String dependency = block("xml", "<dependency>");
        Path pom = app.resolve("pom.xml");
        String java = block("xml", "maven.compiler.source");
        Files.writeString(pom, pom(java, dependency, plugins(PLUGINS)));
        Path source = app.resolve("src/main/java/App.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, block("java", "public class App"));
        setRepository(app);
        String printed =
                run(
                        app,
                        // Its compiler, and the program, run in the JVM of Maven.
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        "mvn -q compile exec:java -Dexec.mainClass=App");
        assertEquals(block("", "WorkerDiedException"), printed);

        // The same as a module, which requires nothing else.
        Files.writeString(pom, pom(java, dependency, plugins(List.of(COMPILER))));
        Path module = source.resolveSibling("app/App.java");
        Files.createDirectory(module.getParent());
        Files.writeString(module, "package app;\n" + Files.readString(source));
        Files.delete(source);
        Files.writeString(source.resolveSibling("module-info.java"), MODULE);
        run(app, Map.of("JAVA_HOME", System.getProperty("java.home")), "mvn -q compile");
        assertTrue(Files.exists(app.resolve("target/classes/app/App.class")));
    }

    /** The plugins, with the versions that this project's build has. */
    private static String plugins(List<String> names) throws IOException {
        String build = Files.readString(PoolScript.ROOT.resolve("pom.xml"));
        StringBuilder plugins = new StringBuilder();
        for (String plugin : names) {
            Matcher with =
                    Pattern.compile(
                                    "(<groupId>\\S+\\s+)?<artifactId>%s</artifactId>\\s+<version>.*"
                                            .formatted(plugin))
                            .matcher(build);
            assertTrue(with.find(), plugin);
            plugins.append("<plugin>").append(with.group()).append("</plugin>\n");
        }
        return plugins.toString();
    }

    private Path copyOfTheLibrary() throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sempool"));
        copy(sources, ".mvn/jvm.config");
        copy(sources, "pom.xml");
        Matcher modules =
                Pattern.compile("<module>(.*)</module>")
                        .matcher(Files.readString(sources.resolve("pom.xml")));
        while (modules.find()) {
            copy(sources, modules.group(1) + "/pom.xml");
        }
        Path code = PoolScript.ROOT.resolve("pool-core/src");
        Files.createSymbolicLink(sources.resolve("pool-core/src"), code);
        setRepository(sources);
        return sources;
    }

    private static void copy(Path to, String name) throws IOException {
        Path copy = to.resolve(name);
        Files.createDirectories(copy.getParent());
        Files.copy(PoolScript.ROOT.resolve(name), copy);
    }

    private void setRepository(Path project) throws IOException {
        Path config = project.resolve(".mvn/maven.config");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "--no-transfer-progress\n-Dmaven.repo.local=" + repository);
    }

    private static void linkChildren(Path from, Path to, Set<String> butFor) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                if (!butFor.contains(child.getFileName().toString())) {
                    Files.createSymbolicLink(to.resolve(child.getFileName()), child);
                }
            }
        }
    }

    /** The build is reproducible: another one, elsewhere, made the same jars. */
    private static void assertBuiltTheSameBytes(Path target) throws IOException {
        List<Path> jars = jarsIn(target);
        assertEquals(3, jars.size(), jars::toString);
        for (Path jar : jars) {
            Path other = PoolScript.ROOT.resolve("pool-core/target").resolve(jar.getFileName());
            assertEquals(-1, Files.mismatch(other, jar), () -> other + " differs; is it stale?");
        }
    }

    private static List<Path> jarsIn(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private void assertInstalled(String... classifiers) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(repository.resolve("org/sempool"))) {
            files.addAll(all.toList());
        }
        for (String classifier : classifiers) {
            String end = "-" + classifier + ".jar";
            assertTrue(files.stream().anyMatch(file -> file.toString().endsWith(end)), end);
        }
    }

    /** The block of the README that contains this text. */
    private String block(String language, String text) {
        Matcher blocks = Pattern.compile("```(\\w*)\n(.*?)```\n", Pattern.DOTALL).matcher(readme);
        while (blocks.find()) {
            if (blocks.group(1).equals(language) && blocks.group(2).contains(text)) {
                return blocks.group(2);
            }
        }
        throw new AssertionError("no block with " + text);
    }

    private String run(Path in, Map<String, String> environment, String command)
            throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-e", "-c", command)
                        .directory(in.toFile())
                        .redirectError(err.toFile());
        // The forked JVM of the tests has another than the Maven that built these jars.
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Maven resets the colours of a terminal, even of none.
        String plain = out.replaceAll("\u001b\\[[0-9;]*m", "");
        String errors = Files.readString(err);
        assertEquals(0, process.waitFor(), () -> command + out + errors);
        return plain;
    }

    private static String pom(String release, String dependency, String plugins) {
        return """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>app</groupId>
              <artifactId>app</artifactId>
              <version>1</version>
              <properties>
                %s    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
            %s  </dependencies>
              <build>
                <pluginManagement>
                  <plugins>
            %s      </plugins>
                </pluginManagement>
              </build>
            </project>
            """
                .formatted(release, dependency, plugins);
    }
}
