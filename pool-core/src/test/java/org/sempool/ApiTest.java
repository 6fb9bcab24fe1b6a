package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The exported API is the one in {@code api.txt}, so that no change of it goes unnoticed, and a
 * review shows it.
 */
final class ApiTest {
    private static final Path FILE = Path.of("api.txt");
    private static final Set<String> EXPORTED =
            Set.of(
                    "org.sempool",
                    "org.sempool.inspect",
                    "org.sempool.micrometer",
                    "org.sempool.spi",
                    "org.sempool.wire");

    @Test
    void theApiIsTheOneInTheFile() throws IOException {
        List<String> api = api();
        if (Boolean.getBoolean("api.write")) {
            Files.write(FILE, api);
        }

        assertEquals(
                String.join("\n", Files.readAllLines(FILE)),
                String.join("\n", api),
                "the API has changed; if that is meant: mvn test -pl pool-core -Dtest=ApiTest"
                        + " -Dapi.write=true");
    }

    @Test
    void theExportedPackagesAreTheListedOnes() throws IOException {
        String module = Files.readString(Path.of("src/main/java/module-info.java"));
        List<String> exports =
                module.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("exports ") && line.endsWith(";"))
                        .map(line -> line.substring("exports ".length(), line.length() - 1))
                        .toList();

        assertEquals(EXPORTED, Set.copyOf(exports));
        assertTrue(api().size() > 100);
    }

    private static List<String> api() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.sempool")
                        .stream()
                        .filter(type -> EXPORTED.contains(type.getPackageName()))
                        .map(JavaClass::reflect)
                        .filter(ApiTest::isVisible)
                        .flatMap(ApiTest::lines)
                        .sorted()
                        .toList();
    }

    private static boolean isVisible(Class<?> type) {
        return isVisible(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()))
                && !type.isSynthetic();
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Puts the type before each member, so that they can be sorted. */
    private static Stream<String> lines(Class<?> type) {
        Stream<String> members =
                Stream.<Stream<? extends Member>>of(
                                Arrays.stream(type.getDeclaredFields()),
                                Arrays.stream(type.getDeclaredConstructors()),
                                Arrays.stream(type.getDeclaredMethods()))
                        .flatMap(each -> each)
                        .filter(each -> isVisible(each.getModifiers()) && !each.isSynthetic())
                        .map(each -> type.getName() + " | " + signature(each));
        return Stream.concat(Stream.of(type.getName() + " = " + declaration(type)), members);
    }

    private static String declaration(Class<?> type) {
        List<String> above = new ArrayList<>();
        if (type.getGenericSuperclass() != null) {
            above.add(type.getGenericSuperclass().getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName).forEach(above::add);
        return type.toGenericString() + (above.isEmpty() ? "" : " : " + String.join(", ", above));
    }

    private static String signature(Member member) {
        return switch (member) {
            case Method method -> method.toGenericString();
            case Constructor<?> constructor -> constructor.toGenericString();
            default -> member.toString();
        };
    }
}
