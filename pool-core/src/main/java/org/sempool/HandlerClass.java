package org.sempool;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.ForeignClasses;
import org.sempool.classes.WorkerClasses;
import org.sempool.codec.HandlerArgument;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.Transport;
import org.sempool.wire.FailureLine;

/**
 * The class of a handler, which this process and each worker instantiate.
 *
 * @param type the class
 */
record HandlerClass<J, R>(Class<? extends JobHandler<J, R>> type) {
    /** Encodes an argument for the constructor, if there is one. */
    @Nullable HandlerArgument argument(@Nullable Object argument) {
        if (argument == null) {
            return null;
        }
        checkKind();
        return HandlerArgument.of(type, argument);
    }

    /** Makes a handler for this process. */
    JobHandler<J, R> newHandler(@Nullable HandlerArgument argument) {
        try {
            checkKind();
            return argument == null
                    ? type.getConstructor().newInstance()
                    : argument.newHandler(type);
        } catch (NoSuchMethodException e) {
            throw bad("has no public constructor without parameters", e);
        } catch (IllegalAccessException e) {
            throw bad(isVisible() ? "cannot be reached: " + e.getMessage() : notExported(), e);
        } catch (InvocationTargetException e) {
            throw bad("threw in its constructor: " + FailureLine.of(e), e);
        } catch (ExceptionInInitializerError e) {
            throw bad("threw in its static initializer: " + FailureLine.of(e), e);
        } catch (NoClassDefFoundError e) {
            // Of the first attempt to load the class, the JVM keeps only this.
            throw e.getCause() instanceof ExceptionInInitializerError first
                    ? bad("threw in its static initializer: " + FailureLine.of(first), e)
                    : bad("cannot be made: " + FailureLine.of(e), e);
        } catch (InstantiationException | LinkageError e) {
            throw bad("cannot be made: " + FailureLine.of(e), e);
        }
    }

    private void checkKind() {
        if (type.isEnum()) {
            throw bad("is an enum, which cannot be instantiated; make it a class", null);
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw bad("is abstract; name a class that implements it", null);
        }
        if (type.isHidden() || type.isAnonymousClass() || type.isLocalClass()) {
            throw bad(
                    "of "
                            + loader(type)
                            + " has no name that a worker could find; make it a top-level class",
                    null);
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw bad("is an inner class; make it static", null);
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw bad("is not public", null);
        }
    }

    /**
     * What the workers need to load: this class, the worker's own and the transport, with what each
     * of them needs.
     *
     * @throws PoolStartException if they could not load it
     */
    WorkerClasses classes(Transport transport, ForeignClasses classes) {
        try {
            classes.add("handler=" + type.getName(), type);
            String pool = "the pool itself";
            classes.add(pool, Class.forName(WorkerClasses.MAIN));
            classes.add(pool, transport.getClass());
            classes.addProvider(Transport.class, transport.getClass());
            return classes.settle();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean isVisible() {
        return type.getModule().isExported(type.getPackageName(), HandlerClass.class.getModule());
    }

    private String notExported() {
        return "is in a package that its module does not open to the pool; add to the declaration of "
                + type.getModule()
                + ": opens "
                + type.getPackageName()
                + " to org.sempool";
    }

    private static String loader(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? "the bootstrap class loader" : "the class loader " + loader;
    }

    private IllegalArgumentException bad(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("handler=" + type.getName() + " " + why, cause);
    }

    /** What identifies the handler's version. */
    HandlerCode code(
            ForeignClasses classes, WorkerClasses found, @Nullable HandlerArgument argument) {
        String copies = found.copies().digest();
        return new HandlerCode(
                type.getName(),
                classes.home(type).stream().toList(),
                argument == null ? copies : copies + " argument " + argument.digest());
    }
}
