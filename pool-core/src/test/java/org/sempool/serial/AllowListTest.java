package org.sempool.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Array;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sempool.JobFailedException;
import org.sempool.wire.RemoteFailure;

/** Only allowed classes within the limits are read from a worker's results. */
final class AllowListTest {
    private static @Nullable Object read(byte[] bytes, String... allowed)
            throws IOException, ClassNotFoundException {
        AllowList.Reading reading = AllowList.of("allowed", List.of(allowed)).reading(bytes.length);
        try {
            Object object = Serialization.read(bytes, reading, null);
            assertNull(reading.whyRejected());
            return object;
        } catch (InvalidClassException e) {
            throw new InvalidClassException(String.valueOf(reading.whyRejected()));
        }
    }

    private static void assertRejected(Object object, String why, String... allowed)
            throws IOException {
        byte[] bytes = Serialization.write(object);
        InvalidClassException e =
                assertThrows(InvalidClassException.class, () -> read(bytes, allowed));
        assertTrue(String.valueOf(e.getMessage()).startsWith(why), e.getMessage());
    }

    @Test
    void eachLimitHoldsAndCanBeChanged() throws Exception {
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        Map<String, Object> tooLarge =
                Map.of(
                        "maxdepth=19",
                        deep,
                        "maxrefs=20",
                        new ArrayList<>(List.of("a", deep)),
                        "maxbytes=999",
                        new byte[1_000],
                        "maxarray=999",
                        new long[1_000]);
        for (Map.Entry<String, Object> entry : tooLarge.entrySet()) {
            String limit = entry.getKey();
            String name = limit.substring(0, limit.indexOf('='));
            byte[] bytes = Serialization.write(entry.getValue());
            InvalidClassException e =
                    assertThrows(InvalidClassException.class, () -> read(bytes, limit));

            assertTrue(
                    String.valueOf(e.getMessage()).matches("(is nested|has) .* " + limit + " .*"),
                    e.getMessage());
            assertInstanceOf(entry.getValue().getClass(), read(bytes));
            // If a limit is given twice, the last one holds.
            assertInstanceOf(
                    entry.getValue().getClass(), read(bytes, limit, name + "=" + (1 << 20)));
        }
    }

    @Test
    void byDefaultAHundredLevelsAreRead() throws Exception {
        List<Object> deep = new ArrayList<>();
        for (int i = 1; i < 100; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        assertEquals(deep, read(Serialization.write(deep)));

        assertRejected(
                new ArrayList<>(List.of(deep)), "is nested more deeply than maxdepth=100 allows");
    }

    @Test
    void aClassThatIsNotAllowedIsNamed() throws Exception {
        URI allowed = URI.create("a:b");
        Object other = new JobFailedException(RemoteFailure.brief("t", "m"));

        assertEquals(allowed, read(Serialization.write(allowed)));
        assertRejected(other, "has a " + other.getClass().getName() + ", which is not allowed");
        assertRejected(
                new ArrayList<>(List.of(other)),
                "has a " + other.getClass().getName() + ", which is not allowed");
        assertInstanceOf(other.getClass(), read(Serialization.write(other), "org.sempool.*"));
    }

    /** Has a class of the unnamed package, and nothing else. */
    private static final class Unnamed extends ClassLoader {
        Class<?> type() {
            byte[] file =
                    ClassFile.of()
                            .build(
                                    ClassDesc.of("T7$1Own"),
                                    type ->
                                            type.withInterfaceSymbols(
                                                    Serializable.class
                                                            .describeConstable()
                                                            .orElseThrow()));
            return defineClass(null, file, 0, file.length);
        }
    }

    @Test
    void whatTheMessageAdvisesAllowsTheClass() throws Exception {
        Class<?> unnamed = new Unnamed().type();
        Map<Object, String> advised =
                Map.of(
                        new JobFailedException(RemoteFailure.brief("t", "m")),
                        "org.sempool.*",
                        new JobFailedException[1][1],
                        "org.sempool.*",
                        Array.newInstance(unnamed, 1),
                        "T7$1Own");
        for (Map.Entry<Object, String> each : advised.entrySet()) {
            byte[] bytes = Serialization.write(each.getKey());
            AllowList.Reading none = AllowList.of("allowed", List.of()).reading(bytes.length);
            AllowList.Reading enough =
                    AllowList.of("allowed", List.of(each.getValue())).reading(bytes.length);

            assertThrows(
                    InvalidClassException.class,
                    () -> Serialization.read(bytes, none, unnamed.getClassLoader()));
            assertEquals(
                    "has a "
                            + each.getKey().getClass().getName()
                            + ", which is not allowed; add to the setting allowed: \""
                            + each.getValue()
                            + '"',
                    none.whyRejected());
            assertInstanceOf(
                    each.getKey().getClass(),
                    Serialization.read(bytes, enough, unnamed.getClassLoader()));
        }
    }

    @Test
    void everyFormOfAPatternIsAccepted() throws Exception {
        byte[] bytes = Serialization.write(new JobFailedException[1]);
        for (String pattern :
                List.of(
                        "*",
                        "org.**",
                        "org.sempool.*",
                        "org.sempool.Job*",
                        "org.sempool.JobFailedException")) {
            Object read =
                    read(bytes, "java.sql/*", "java.sql/java.sql.**", "T7$1Own", pattern, "a.*");

            assertInstanceOf(JobFailedException[].class, read, pattern);
        }
    }

    @Test
    void anArrayThatClaimsToBeLongerThanItsDataIsNotAllocated() throws Exception {
        byte[] bytes = Serialization.write(new Object[3]);
        // The length precedes three nulls, of a byte each.
        ByteBuffer.wrap(bytes).putInt(bytes.length - 7, Integer.MAX_VALUE);
        InvalidClassException e = assertThrows(InvalidClassException.class, () -> read(bytes));
        assertTrue(
                String.valueOf(e.getMessage()).contains("has an array of more elements"),
                e.getMessage());

        ByteBuffer.wrap(bytes).putInt(bytes.length - 7, 1_000_000);
        assertTrue(
                String.valueOf(
                                assertThrows(InvalidClassException.class, () -> read(bytes))
                                        .getMessage())
                        .startsWith("claims to have an array of 1000000 elements"));
    }

    @Test
    @SuppressWarnings("JdkObsolete") // a task may return one
    void theTablesOfEveryCollectionAreAllowedForTheirBytes() throws Exception {
        int size = 100_000;
        List<Object> list = new ArrayList<>(Collections.nCopies(size, null));
        Map<Object, Object> map = new HashMap<>(16, 0.1f);
        Set<Object> set = new HashSet<>(16, 0.1f);
        IdentityHashMap<Object, Object> identities = new IdentityHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(i, null);
            set.add(i);
            identities.put("" + i, null);
        }
        List<Object> collections =
                List.of(
                        list,
                        map,
                        set,
                        identities,
                        List.copyOf(set),
                        Set.copyOf(set),
                        new Vector<>(list),
                        new CopyOnWriteArrayList<>(list),
                        new ArrayDeque<>(set),
                        new PriorityQueue<>(set),
                        new Hashtable<>(Map.of("a", "b")),
                        new ConcurrentHashMap<>(Map.of("a", "b")),
                        new ArrayList<>(List.of()),
                        new HashMap<>(1 << 16),
                        BitSet.valueOf(new long[] {1L << 60}),
                        new byte[size],
                        new Object[size],
                        new long[size][1]);
        for (Object object : collections) {
            Object read = read(Serialization.write(object));
            assertInstanceOf(object.getClass(), read);
        }
    }

    @Test
    void aMalformedPatternOrLimitIsNamed() {
        for (String bad :
                List.of(
                        "",
                        " ",
                        "!a.*",
                        "a;b",
                        "a b*c",
                        "com.*.x",
                        "com.acme.",
                        ".*",
                        "***",
                        "com.acme**",
                        " com.acme.*",
                        "[Lcom.acme.Order;",
                        "acme/",
                        "maxdeep=1",
                        "maxdepth=",
                        "maxrefs=-1",
                        "maxbytes=1k",
                        "maxarray=99999999999999999999",
                        "maxdepth=1;maxrefs=2")) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> AllowList.of("allowed", List.of(bad)));
            assertTrue(String.valueOf(e.getMessage()).startsWith("allowed=" + bad + " is not a "));
        }
    }
}
