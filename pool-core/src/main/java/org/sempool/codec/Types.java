package org.sempool.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts type arguments in the place of type variables. */
final class Types {
    private Types() {}

    /** A generic type with its arguments; unlike the JDK's, made from parts. */
    private record Generic(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String toString() {
            return raw.getName()
                    + arguments.stream()
                            .map(Type::getTypeName)
                            .collect(Collectors.joining(", ", "<", ">"));
        }
    }

    /** An array of a generic type. */
    private record ArrayOf(Type component) implements GenericArrayType {
        @Override
        public Type getGenericComponentType() {
            return component;
        }

        @Override
        public String toString() {
            return component.getTypeName() + "[]";
        }
    }

    /**
     * Replaces all variables that are known, and wildcards by what they extend. Results for the
     * same type are equal.
     */
    static Type resolve(Type type, Map<TypeVariable<?>, Type> known) {
        return switch (type) {
            case TypeVariable<?> variable -> known.getOrDefault(variable, variable);
            case WildcardType wildcard -> resolve(wildcard.getUpperBounds()[0], known);
            case ParameterizedType generic ->
                    new Generic(
                            (Class<?>) generic.getRawType(),
                            Arrays.stream(generic.getActualTypeArguments())
                                    .map(each -> resolve(each, known))
                                    .toList());
            case GenericArrayType array -> {
                Type component = resolve(array.getGenericComponentType(), known);
                yield component instanceof Class<?> raw ? raw.arrayType() : new ArrayOf(component);
            }
            default -> type;
        };
    }

    /** What the variables of a type's class stand for. */
    static Map<TypeVariable<?>, Type> argumentsOf(Type type) {
        Map<TypeVariable<?>, Type> known = new HashMap<>();
        if (type instanceof ParameterizedType generic) {
            TypeVariable<?>[] variables = ((Class<?>) generic.getRawType()).getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                known.put(variables[i], generic.getActualTypeArguments()[i]);
            }
        }
        return known;
    }

    /** A class that implements an interface, with the arguments that follow from those of that. */
    static Type implementing(Type implemented, Class<?> raw, Class<?> implementation) {
        TypeVariable<?>[] variables = implementation.getTypeParameters();
        if (variables.length == 0) {
            return implementation;
        }
        Map<TypeVariable<?>, Type> actual = argumentsOf(implemented);
        Map<TypeVariable<?>, Type> known = new HashMap<>();
        for (Type each : implementation.getGenericInterfaces()) {
            if (each instanceof ParameterizedType generic && generic.getRawType().equals(raw)) {
                argumentsOf(generic)
                        .forEach(
                                (parameter, argument) -> {
                                    Type value = actual.get(parameter);
                                    if (argument instanceof TypeVariable<?> own && value != null) {
                                        known.put(own, value);
                                    }
                                });
            }
        }
        return new Generic(
                implementation,
                Arrays.stream(variables).map(each -> known.getOrDefault(each, each)).toList());
    }

    /** How deeply a type's arguments are nested. */
    static int depth(Type type) {
        return switch (type) {
            case ParameterizedType generic ->
                    1
                            + Arrays.stream(generic.getActualTypeArguments())
                                    .mapToInt(Types::depth)
                                    .max()
                                    .orElse(0);
            case GenericArrayType array -> 1 + depth(array.getGenericComponentType());
            default -> 0;
        };
    }
}
