package org.sempool.codec;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * How the values of a sealed interface travel: a byte says which record or enum it is. They are
 * numbered by their names, so the order in which the source lists them does not matter.
 */
final class SealedCodec {
    /** Their number is a byte. */
    static final int MOST_KINDS = 256;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<?> type;
    private final Map<Class<?>, Integer> numbers = new HashMap<>();

    /** Empty only while they are determined: a record below may contain this type. */
    private final List<Part> parts = new ArrayList<>();

    SealedCodec(Class<?> type) {
        this.type = type;
    }

    /** All types below a sealed interface that are not sealed interfaces, by name. */
    static SortedMap<String, Type> kindsOf(Type sealed, Class<?> raw) {
        SortedMap<String, Type> kinds = new TreeMap<>();
        for (Class<?> each : raw.getPermittedSubclasses()) {
            Type kind = Types.implementing(sealed, raw, each);
            if (isSealed(each)) {
                kinds.putAll(kindsOf(kind, each));
            } else {
                kinds.put(each.getName(), kind);
            }
        }
        return kinds;
    }

    /** An enum may be sealed, too, if its constants have bodies. */
    static boolean isSealed(Class<?> type) {
        return type.isSealed() && type.isInterface();
    }

    void add(Class<?> kind, Part part) {
        numbers.put(kind, parts.size());
        parts.add(part.asObjects());
    }

    void put(PayloadWriter payload, Object value) {
        Class<?> kind =
                value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        Integer number = numbers.get(kind);
        if (number == null) {
            throw new IllegalStateException(kind + " is none of " + numbers.keySet());
        }
        payload.putByte(number.byteValue());
        parts.get(number).write(payload, value);
    }

    Object get(PayloadReader payload) {
        int number = Byte.toUnsignedInt(payload.getByte());
        if (number >= parts.size()) {
            throw new PayloadFormatException(
                    "kind=" + number + " of " + type.getName() + ", which has " + parts.size());
        }
        return parts.get(number).read(payload);
    }

    Part asPart() {
        return new Part(
                bound("put", void.class, PayloadWriter.class, Object.class)
                        .asType(methodType(void.class, PayloadWriter.class, type)),
                bound("get", Object.class, PayloadReader.class)
                        .asType(methodType(type, PayloadReader.class)));
    }

    private MethodHandle bound(String name, Class<?> result, Class<?>... parameters) {
        try {
            return LOOKUP.bind(this, name, methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
