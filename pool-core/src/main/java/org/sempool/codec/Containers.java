package org.sempool.codec;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Encodes values that contain others: null or a value, lists, maps, arrays, enums. The handles of
 * their {@link Parts} are called with objects.
 */
final class Containers {
    private Containers() {}

    static void putNullable(MethodHandle put, PayloadWriter payload, @Nullable Object value)
            throws Throwable {
        payload.putByte((byte) (value == null ? 0 : 1));
        if (value != null) {
            put.invokeExact(payload, value);
        }
    }

    static @Nullable Object getNullable(MethodHandle get, PayloadReader payload) throws Throwable {
        return switch (payload.getByte()) {
            case 0 -> null;
            case 1 -> (Object) get.invokeExact(payload);
            default -> throw new PayloadFormatException("neither null nor a value");
        };
    }

    static void putOptional(MethodHandle put, PayloadWriter payload, Optional<?> value)
            throws Throwable {
        putNullable(put, payload, value.orElse(null));
    }

    static Optional<?> getOptional(MethodHandle get, PayloadReader payload) throws Throwable {
        return Optional.ofNullable(getNullable(get, payload));
    }

    static void putList(MethodHandle put, PayloadWriter payload, List<?> value) throws Throwable {
        Object[] elements = value.toArray();
        payload.putInt(elements.length);
        for (Object element : elements) {
            put.invokeExact(payload, element);
        }
    }

    static List<?> getList(MethodHandle get, PayloadReader payload) throws Throwable {
        int count = Fields.count(payload, 1);
        List<@Nullable Object> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add((Object) get.invokeExact(payload));
        }
        return Collections.unmodifiableList(list);
    }

    static void putSet(MethodHandle put, PayloadWriter payload, Set<?> value) throws Throwable {
        Object[] elements = value.toArray();
        payload.putInt(elements.length);
        for (Object element : elements) {
            put.invokeExact(payload, element);
        }
    }

    static Set<?> getSet(MethodHandle get, PayloadReader payload) throws Throwable {
        int count = Fields.count(payload, 1);
        Set<@Nullable Object> set = LinkedHashSet.newLinkedHashSet(count);
        for (int i = 0; i < count; i++) {
            set.add((Object) get.invokeExact(payload));
        }
        return Collections.unmodifiableSet(set);
    }

    static void putMap(
            MethodHandle putKey, MethodHandle putValue, PayloadWriter payload, Map<?, ?> value)
            throws Throwable {
        Object[] entries = value.entrySet().toArray();
        payload.putInt(entries.length);
        for (Object each : entries) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
            Object key = entry.getKey();
            Object mapped = entry.getValue();
            putKey.invokeExact(payload, key);
            putValue.invokeExact(payload, mapped);
        }
    }

    static Map<?, ?> getMap(MethodHandle getKey, MethodHandle getValue, PayloadReader payload)
            throws Throwable {
        int count = Fields.count(payload, 2);
        Map<@Nullable Object, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            Object key = (Object) getKey.invokeExact(payload);
            map.put(key, (Object) getValue.invokeExact(payload));
        }
        return Collections.unmodifiableMap(map);
    }

    static void putArray(MethodHandle put, PayloadWriter payload, Object[] value) throws Throwable {
        payload.putInt(value.length);
        for (Object element : value) {
            put.invokeExact(payload, element);
        }
    }

    static Object[] getArray(MethodHandle get, Class<?> elementType, PayloadReader payload)
            throws Throwable {
        Object[] array = (Object[]) Array.newInstance(elementType, Fields.count(payload, 1));
        for (int i = 0; i < array.length; i++) {
            array[i] = (Object) get.invokeExact(payload);
        }
        return array;
    }

    static void putEnum(PayloadWriter payload, Enum<?> value) {
        Fields.put(payload, value.name());
    }

    static Object getEnum(Map<String, ?> constants, PayloadReader payload) {
        String name = Fields.getString(payload);
        Object constant = constants.get(name);
        if (constant == null) {
            throw new PayloadFormatException(name + " is not one of " + constants.keySet());
        }
        return constant;
    }
}
