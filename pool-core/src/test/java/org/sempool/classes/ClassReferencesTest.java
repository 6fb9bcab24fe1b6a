package org.sempool.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** All kinds of references to classes are found in a class file. */
final class ClassReferencesTest {
    private static final class A {}

    private static final class B {}

    private static final class C {}

    private static final class D {}

    private static final class E extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private @interface F {}

    /** Refers to each of these classes in a different way, and to no others. */
    @F
    @SuppressWarnings({"unused", "UnnecessaryLambda"})
    private abstract static class Naming<T extends A> {
        abstract List<? super B> signature(int x, long y, Map<String[], C[][]> more) throws E;

        static Function<Object, Object> lambda() {
            return x -> D.class.isInstance(x);
        }
    }

    @Test
    void allKindsOfReferencesAreFound() throws IOException {
        Set<String> own =
                ClassReferences.in(bytes(Naming.class)).stream()
                        .filter(name -> name.startsWith("org.sempool"))
                        .map(name -> name.substring(name.indexOf('$') + 1))
                        .filter(name -> name.length() == 1)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(Set.of("A", "B", "C", "D", "E", "F"), own);
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (var in = type.getResourceAsStream("ClassReferencesTest$Naming.class")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
