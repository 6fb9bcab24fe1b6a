package org.sempool.executor;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out why a task cannot be serialized. The JDK names only the class of the object at fault;
 * this says where that object is.
 */
final class SerializationFault {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private SerializationFault() {}

    /** Says where the object at fault is, and what it is; empty if that cannot be determined. */
    static Optional<String> in(Object task) {
        if (!(task instanceof Serializable)) {
            return Optional.of(
                    task.getClass().isSynthetic() || task.getClass().isHidden()
                            ? "the lambda is not serializable; submit it to a variable of type"
                                    + " ProcessExecutorService, or wrap it in"
                                    + " ProcessExecutors.task(...)"
                            : task.getClass().getName() + " is not Serializable");
        }
        try {
            return new SerializationFault().below(task, "");
        } catch (RuntimeException | StackOverflowError e) {
            // The nesting is deeper than the stack, or a collection of the user's cannot be
            // iterated.
            return Optional.empty();
        }
    }

    private Optional<String> at(Object value, String where) {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Serializable)) {
            return Optional.of(
                    where + " is a " + value.getClass().getName() + ", which is not Serializable");
        }
        return below(value, where);
    }

    private Optional<String> below(Object value, String where) {
        if (!seen.add(value)) {
            return Optional.empty();
        }
        if (value.getClass().isHidden()) {
            return lambda(value, where);
        }
        if (value instanceof Object[] array) {
            return each(Arrays.asList(array), where);
        }
        if (value instanceof Collection<?> collection) {
            return each(collection, where);
        }
        if (value instanceof Map<?, ?> map) {
            return each(map.keySet(), where + ".keySet()")
                    .or(() -> each(map.values(), where + ".values()"));
        }
        return fields(value, where);
    }

    private Optional<String> each(Collection<?> elements, String where) {
        int index = 0;
        for (Object element : elements) {
            Optional<String> fault = at(element, where + "[" + index + "]");
            if (fault.isPresent()) {
                return fault;
            }
            index++;
        }
        return Optional.empty();
    }

    private Optional<String> lambda(Object lambda, String where) {
        try {
            Method method = lambda.getClass().getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            if (method.invoke(lambda) instanceof SerializedLambda form) {
                for (int i = 0; i < form.getCapturedArgCount(); i++) {
                    String captured =
                            (where.isEmpty() ? "" : where + ", ")
                                    + "captured variable "
                                    + (i + 1)
                                    + " of the lambda in "
                                    + form.getCapturingClass().replace('/', '.');
                    Optional<String> fault = at(form.getCapturedArg(i), captured);
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Optional<String> fields(Object value, String where) {
        for (Class<?> type = value.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            String owner = where.isEmpty() ? type.getSimpleName() : where;
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
                    Optional<String> fault = field(field, value, owner + "." + field.getName());
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> field(Field field, Object value, String where) {
        if (field.getType().isPrimitive()) {
            return Optional.empty();
        }
        try {
            field.setAccessible(true);
            return at(field.get(value), where);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            // A field of the JDK's own. Other fields may still show the fault.
            return Optional.empty();
        }
    }
}
